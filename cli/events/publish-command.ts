/** `fanfare events publish`: what can be said of it. */
import { Command, InvalidArgumentError } from 'commander';
import { examples, runs } from '../command.ts';

const ABOUT = `
A file, or stdin as \`-\`, holds one event a line:
  {"type": "invoice.paid", "data": {"amount": 120}, "eventId": "inv_42_paid", "tenant": "acme"}
\`type\` and \`data\` must be there; eventId, tenant, schemaVersion, source, time and resources may. EventBridge's own
spelling, {"DetailType", "Detail", "Source"}, is taken too.

Every event is checked against its schema in the catalogue before it is sent. What is invalid is not sent and
told with its line; all the others are sent, and the exit code is 1. To send nothing unless all is valid, run
it with --dry-run first. With --fail-fast it ends at the first that is invalid or not accepted: the lines before
an invalid one have been sent then.

Give events an eventId, and a file may be published again after a failure: what arrived already is delivered
once. Without one each sending is a new event.`;

export function publishCommand(): Command {
  return new Command('publish')
    .description('Put events on the bus: one from options, or those of a file or stdin, one a line.')
    .summary('put events on the bus, checked against the catalogue')
    .argument('[file]', 'one JSON event a line, `-` for stdin; stdin too when neither this nor --type is given')
    .option('--type <name>', 'the type of one event: invoice.paid', text)
    .option('--data <json or file>', 'its data: JSON, a file with it, or `-` for stdin')
    .option('--event-id <id>', 'by it copies of the event are told (default: a random one)', text)
    .option('--tenant <name>', 'whose event it is', text)
    .option('--schema-version <version>', "of which version of its type's schema its data is", text)
    .option('--time <time>', 'when it happened, as 2026-01-31T12:00:00Z (default: now)', time)
    .option('--source <name>', 'the publishing service, for events that name none', text, 'fanfare-cli')
    .option('--dry-run', 'check only, and send nothing')
    .option('--fail-fast', 'end at the first event that is invalid or not accepted')
    .option('--strict', 'event types and versions that the catalogue does not know are invalid, not only warned of')
    .option('--no-validate', 'do not ask the catalogue')
    .option('--aws-endpoint <url>', 'where EventBridge is, instead of where the stage says')
    .addHelpText('after', ABOUT)
    .addHelpText(
      'after',
      examples(
        `fanfare events publish --type invoice.paid --data '{"amount":120}' --tenant acme --event-id inv_42_paid`,
        ['fanfare events publish events.ndjson --dry-run', 'is all of it valid?'],
        [`jq -c '.[]' events.json | fanfare --stage prod events publish -`, 'from a list'],
      ),
    )
    .action(runs(async () => (await import('./publish.ts')).publishEvents));
}

function text(value: string): string {
  if (value.trim() !== '') return value;
  throw new InvalidArgumentError('It must not be empty.');
}

/** Of a day that there is: 2026-02-31 would be taken for the 3rd of March. */
function time(value: string): string {
  const [day] = /^\d{4}-\d\d-\d\d/.exec(value) ?? [];
  const isRight = !Number.isNaN(Date.parse(value)) && (!day || new Date(day).toISOString().startsWith(day));
  if (isRight) return value;
  throw new InvalidArgumentError('Write a time that there is, as 2026-01-31T12:00:00Z.');
}
