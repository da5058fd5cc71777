/** `fanfare dead-letters …`: what will not be tried again, and what can still be done with it. */
import { Command } from 'commander';
import { MAX_REDRIVE_RATE } from '../../core/job.ts';
import { addListOptions } from '../api/list-options.ts';
import { examples, runs, wholeNumber } from '../command.ts';
import { addFollowOptions } from '../jobs/command.ts';
import { NAMED } from '../subscribers/named.ts';
import { addFilterOptions } from './filter-options.ts';
import { addSelectionOptions } from './selection.ts';

export function deadLettersCommand(): Command {
  return new Command('dead-letters')
    .description('Deliveries that will not be tried again: why, for how long they wait, and what to do with them.')
    .summary('see, redrive or discard what could not be delivered')
    .addCommand(list())
    .addCommand(count())
    .addCommand(redrive())
    .addCommand(discard())
    .addCommand(reconcile());
}

function list(): Command {
  const command = new Command('list')
    .description('List dead letters, newest death first, of one subscriber or of all.')
    .argument('[subscriber]', NAMED);
  return addListOptions(addFilterOptions(command))
    .addHelpText(
      'after',
      examples('fanfare dead-letters list --from 3h', 'fanfare dead-letters list Billing --reason endpoint-gone'),
    )
    .action(runs(async () => (await import('./list.ts')).listDeadLetters));
}

function count(): Command {
  const command = new Command('count')
    .description('Count the dead letters of a subscriber: those of the log and, without a filter, those of its queue.')
    .argument('<subscriber>', NAMED);
  return addFilterOptions(command).action(runs(async () => (await import('./count.ts')).showCount));
}

function redrive(): Command {
  const command = new Command('redrive')
    .description("Put dead letters back on their subscriber's queue: each begins a new round of attempts, numbered on.")
    .argument('<subscriber>', NAMED);
  addSelectionOptions(command)
    .option(
      '--rate <n>',
      `at most so many a second, 1 to ${MAX_REDRIVE_RATE} (default: as fast as SQS moves them)`,
      wholeNumber(1, MAX_REDRIVE_RATE),
    )
    .option('-y, --yes', 'do not ask');
  return addFollowOptions(command)
    .addHelpText(
      'after',
      examples(
        ['fanfare dead-letters redrive Billing --all --rate 50', 'gently'],
        ['fanfare dead-letters redrive Billing --reason attempts-exhausted --from 3h', 'what the last outage left'],
        'fanfare dead-letters redrive Billing --event-id inv_42_paid,inv_43_paid',
      ),
    )
    .action(runs(async () => (await import('./redrive.ts')).redrive));
}

function discard(): Command {
  const command = new Command('discard')
    .description('Delete dead letters for good. That it was done stays in the log.')
    .argument('<subscriber>', NAMED);
  addSelectionOptions(command).option('-y, --yes', 'do not ask; needed where nobody can be asked');
  return addFollowOptions(command)
    .addHelpText('after', examples('fanfare dead-letters discard Billing --event-type invoice.draft --to 7d'))
    .action(runs(async () => (await import('./discard.ts')).discard));
}

function reconcile(): Command {
  const command = new Command('reconcile')
    .description('Compare the dead-letter queue of a subscriber with the log, and put right what differs.')
    .argument('<subscriber>', NAMED);
  return addFollowOptions(command).action(runs(async () => (await import('./reconcile.ts')).reconcile));
}
