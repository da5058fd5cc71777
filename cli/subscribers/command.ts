/** `fanfare subscribers …`: who gets which events, and how. */
import { Command, Option } from 'commander';
import { SUBSCRIBER_STATUSES } from '../../core/subscriber.ts';
import { STATE_VERBS, type StateVerb } from '../../core/subscriber-transition.ts';
import { addListOptions } from '../api/list-options.ts';
import { applyCommand } from '../apply/command.ts';
import { examples, moment, runs, seconds, wholeNumber } from '../command.ts';
import { NAMED } from './named.ts';
import { addSettingsOptions, jsonObject, unsetOption } from './settings-options.ts';

export function subscribersCommand(): Command {
  const command = new Command('subscribers')
    .description('Who gets which events, and how: an endpoint, what it wants, its secrets, its state.')
    .summary('register and manage who gets which events');
  command.commandsGroup('Settings:');
  command.addCommand(create()).addCommand(list()).addCommand(show()).addCommand(update()).addCommand(remove());
  command.commandsGroup('State:');
  for (const verb of STATE_VERBS) command.addCommand(state(verb));
  command.commandsGroup('Its secret, and whether it works:');
  command.addCommand(rotate()).addCommand(test());
  command.commandsGroup('Many at once:');
  return command.addCommand(applyCommand());
}

function create(): Command {
  const command = new Command('create').description('Register a subscriber. Its secret is shown this once.');
  return addSettingsOptions(command)
    .option('--wait', 'until it is active (on a terminal this is the default)')
    .option('--no-wait', 'only until it is registered')
    .addHelpText(
      'after',
      examples(
        'fanfare subscribers create --name Billing --url https://example.com/hooks --event-types "invoice.*"',
        [
          `fanfare subscribers create --name "Big ones" --url https://example.com/big --event-types order.paid \\
      --tenant acme --filter '{"amount":[{"numeric":[">",100]}]}' --header 'Authorization: Bearer …'`,
          'one tenant, and only what matches',
        ],
        ['fanfare subscribers create --name Inside --mode pull --event-types "*"', 'for who cannot be called'],
        ['fanfare subscribers create --file settings.yaml', 'header values may name variables of the environment'],
      ),
    )
    .action(runs(async () => (await import('./create.ts')).createSubscriber));
}

function list(): Command {
  const command = new Command('list')
    .description('List subscribers, oldest first.')
    .option('--tenant <tenant>', 'of this tenant')
    .addOption(new Option('--status <status>', 'in this state').choices(SUBSCRIBER_STATUSES))
    .option('--search <text>', 'with this in the name or the url, in any case');
  return addListOptions(command)
    .addHelpText(
      'after',
      examples('fanfare subscribers list --status failed', [
        'fanfare subscribers list --all | cut -f1',
        'all ids: piped, each is one tab-separated line',
      ]),
    )
    .action(runs(async () => (await import('./list.ts')).listSubscribers));
}

function show(): Command {
  return new Command('show')
    .description('Show a subscriber: its settings, its state, what waits in its queue.')
    .argument('<subscriber>', NAMED)
    .addHelpText('after', examples('fanfare subscribers show "Billing of Acme"'))
    .action(runs(async () => (await import('./show.ts')).showOne));
}

function update(): Command {
  const command = new Command('update')
    .description('Change the settings that are named; all others stay. Headers are replaced as a whole.')
    .argument('<subscriber>', NAMED);
  return addSettingsOptions(command)
    .addOption(unsetOption())
    .option('--if-match <version>', 'only if this is still its version', wholeNumber(1))
    .option('--wait', 'until the change is in effect (on a terminal this is the default)')
    .option('--no-wait', 'only until it is accepted')
    .addHelpText(
      'after',
      examples(
        'fanfare subscribers update Billing --url https://example.com/new',
        ['fanfare subscribers update Billing --unset tenant,filter', 'back to their defaults'],
        ['fanfare subscribers update Billing --metadata team=blue --unset metadata.owner', 'other keys stay'],
      ),
    )
    .action(runs(async () => (await import('./update.ts')).updateSubscriber));
}

function remove(): Command {
  return new Command('delete')
    .description('Delete a subscriber, with its queues and what waits in them.')
    .argument('<subscriber>', NAMED)
    .option('--force', 'also while dead letters wait for it')
    .option('-y, --yes', 'do not ask')
    .option('--wait', 'until it is gone (on a terminal this is the default)')
    .option('--no-wait', 'only until it is accepted')
    .action(runs(async () => (await import('./delete.ts')).deleteSubscriber));
}

const STATE_HELP: Readonly<Record<StateVerb, string>> = {
  pause: 'Hold deliveries back: events wait in its queue, for up to 14 days.',
  resume: 'Let a paused subscriber go on, or try a failed one again.',
  disable: 'Take it off the bus: its events are dropped until it is enabled.',
  enable: 'Put a disabled subscriber back on the bus, or try a failed one again.',
};

function state(verb: StateVerb): Command {
  const command = new Command(verb).description(STATE_HELP[verb]).argument('<subscriber>', NAMED);
  if (verb === 'enable') {
    command
      .option('--recover-from <time>', 'and replay its events since then: 2026-11-21T03:00:00Z, or 2h, 3d', moment)
      .addHelpText('after', examples('fanfare subscribers enable Billing --recover-from 3d'));
  }
  return command
    .option('--wait', 'until it is so (on a terminal this is the default)')
    .option('--no-wait', 'only until it is accepted')
    .action(runs(async () => (await import('./change-state.ts')).changeState(verb)));
}

function rotate(): Command {
  return new Command('rotate')
    .description('Make a new secret, shown this once. The one before goes on signing beside it for a day.')
    .argument('<subscriber>', NAMED)
    .option('--overlap <time>', 'how long the secret before goes on signing: 90, 15m, 2h, 7d at most', seconds)
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      examples('fanfare subscribers rotate Billing', [
        'fanfare subscribers rotate Billing --overlap 0',
        'somebody else has it: it ends at once',
      ]),
    )
    .action(runs(async () => (await import('./rotate.ts')).rotateSecret));
}

function test(): Command {
  return new Command('test')
    .description('Send a subscriber an event that nobody else gets, and tell whether its endpoint took it.')
    .argument('<subscriber>', NAMED)
    .option('--event-type <type>', 'its type (default `fanfare.test`); with the example the catalogue has of it')
    .option('--data <json>', 'its data', jsonObject)
    .option('--wait', 'for the first attempt (on a terminal this is the default)')
    .option('--no-wait', 'only until it is sent')
    .addHelpText('after', examples('fanfare subscribers test Billing --event-type invoice.paid'))
    .action(runs(async () => (await import('./send-test.ts')).sendTest));
}
