/** `fanfare event-types …`: the catalogue of what may be published. */
import { Command } from 'commander';
import { addListOptions } from '../api/list-options.ts';
import { commaList, examples, repeated, runs } from '../command.ts';

export function eventTypesCommand(): Command {
  return new Command('event-types')
    .description('The catalogue: which event types there are, with their schemas and examples.')
    .summary('the catalogue: schemas, examples, generated types')
    .addCommand(list())
    .addCommand(show())
    .addCommand(put())
    .addCommand(remove())
    .addCommand(types());
}

function list(): Command {
  return addListOptions(new Command('list').description('List the catalogue, by name.')).action(
    runs(async () => (await import('./list.ts')).listEventTypes),
  );
}

function show(): Command {
  return new Command('show')
    .description('Show an event type: its schemas, its example, a signed webhook as an endpoint would receive it.')
    .argument('<name>', 'as publishers call it: invoice.paid')
    .option('--schema-version <version>', 'the webhook of this version')
    .addHelpText('after', examples('fanfare event-types show invoice.paid'))
    .action(runs(async () => (await import('./show.ts')).showEventType));
}

function put(): Command {
  return new Command('put')
    .description('Put an event type into the catalogue, or change what it says there. What is not named stays.')
    .argument('<name>', 'as publishers call it: invoice.paid')
    .option('--description <text>', 'what it means')
    .option('--schema <[version=]file>', 'the JSON Schema of a version, else of "1" (may be repeated)', repeated)
    .option('--example <json or file>', 'the data of an event as it could be')
    .option('--deprecated', 'subscribers should use another one')
    .option('--no-deprecated', 'they may use it')
    .option('--unset <field>', 'take away: description, example, schemas.2, schemas (may be repeated)', unset)
    .option('--file <file>', 'all of it as YAML or JSON, `-` for stdin: what the file does not say is taken away')
    .addHelpText(
      'after',
      examples(
        `fanfare event-types put invoice.paid --schema invoice-paid.schema.json --example '{"amount":120}'`,
        'fanfare event-types put invoice.paid --schema 2=invoice-paid.v2.yaml',
        'fanfare event-types put invoice.payed --deprecated',
      ),
    )
    .action(runs(async () => (await import('./put.ts')).putEventType));
}

const unset = (text: string, before?: readonly string[]) => commaList(text, before);

function remove(): Command {
  return new Command('delete')
    .description('Take an event type out of the catalogue. Subscribers who want it stay, and get it.')
    .argument('<name>', 'as publishers call it: invoice.paid')
    .option('-y, --yes', 'do not ask')
    .action(runs(async () => (await import('./delete.ts')).deleteEventType));
}

function types(): Command {
  return new Command('types')
    .description("Write TypeScript types of the catalogue's events, for publishers and receivers.")
    .argument('[names...]', 'only these event types')
    .option('-o, --out <file>', 'where to, instead of stdout')
    .addHelpText('after', examples('fanfare event-types types --out src/events.ts'))
    .action(runs(async () => (await import('./write-types.ts')).writeTypes));
}
