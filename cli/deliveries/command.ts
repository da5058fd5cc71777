/** `fanfare deliveries …`: what became of events. */
import { Command, Option } from 'commander';
import { addListOptions } from '../api/list-options.ts';
import { examples, runs } from '../command.ts';
import { addFollowOptions } from '../jobs/command.ts';
import { NAMED } from '../subscribers/named.ts';

export function deliveriesCommand(): Command {
  return new Command('deliveries')
    .description('What became of events: each delivery with its attempts, from the log.')
    .summary('see what became of events')
    .addCommand(list())
    .addCommand(show())
    .addCommand(replay());
}

function list(): Command {
  const command = new Command('list')
    .description("List a subscriber's deliveries, newest event first, or everyone one event went to.")
    .argument('[subscriber]', NAMED)
    .option('--event <id>', 'of this event, at all its subscribers')
    .addOption(new Option('--status <status>', 'in this state').choices(['pending', 'delivered', 'dead']));
  return addListOptions(command)
    .addHelpText(
      'after',
      examples('fanfare deliveries list Billing --status dead', 'fanfare deliveries list --event inv_42_paid'),
    )
    .action(runs(async () => (await import('./list.ts')).listDeliveries));
}

function show(): Command {
  return new Command('show')
    .description('Show one delivery: every attempt, and what the endpoint answered.')
    .argument('<subscriber>', NAMED)
    .argument('<event>', "the event's id, as in `webhook-id`")
    .addHelpText('after', examples('fanfare deliveries show Billing inv_42_paid'))
    .action(runs(async () => (await import('./show.ts')).showDelivery));
}

function replay(): Command {
  const command = new Command('replay')
    .description(
      'Send one event to one subscriber again, delivered or not: from its dead letters, or from the archive.',
    )
    .argument('<subscriber>', NAMED)
    .argument('<event>', "the event's id, as in `webhook-id`");
  return addFollowOptions(command)
    .addHelpText('after', examples('fanfare deliveries replay Billing inv_42_paid'))
    .action(runs(async () => (await import('./replay.ts')).replayDelivery));
}
