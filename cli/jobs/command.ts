/** `fanfare redrives …`, `discards …`, `reconciliations …`: jobs that were begun, to be listed, followed, cancelled. */
import { Command } from 'commander';
import { addListOptions } from '../api/list-options.ts';
import { examples, runs } from '../command.ts';
import { NAMED } from '../subscribers/named.ts';
import { DISCARDS, type JobKind, RECONCILIATIONS, REDRIVES } from './job-kind.ts';
import type { JobView } from './job-view.ts';

const verbs = () => import('./job-verbs.ts');

export function redrivesCommand(): Command {
  return new Command('redrives')
    .description('Redrives, under way or over: dead letters put back on the queue of their subscriber.')
    .summary('follow or cancel redrives')
    .addCommand(listJobsCommand(REDRIVES))
    .addCommand(showJobCommand(REDRIVES))
    .addCommand(cancelJobCommand(REDRIVES, 'What has been put back by then stays there.'));
}

export function discardsCommand(): Command {
  return new Command('discards')
    .description('Discards, under way or over: dead letters deleted for good.')
    .summary('follow or cancel discards')
    .addCommand(listJobsCommand(DISCARDS))
    .addCommand(showJobCommand(DISCARDS))
    .addCommand(cancelJobCommand(DISCARDS, 'What has been discarded by then is gone.'));
}

export function reconciliationsCommand(): Command {
  return new Command('reconciliations')
    .description('Reconciliations, under way or over: dead-letter queues compared with the log.')
    .summary('follow reconciliations')
    .addCommand(showJobCommand(RECONCILIATIONS));
}

/** What a verb that begins a job, or looks at one under way, can be told. */
export function addFollowOptions(command: Command): Command {
  return command
    .option('--wait', 'follow it to its end, and fail if it fails (default)')
    .option('--no-wait', 'only begin it: it goes on by itself');
}

export function listJobsCommand<J extends JobView>(kind: JobKind<J>): Command {
  const command = new Command('list')
    .description(`List ${kind.noun}, newest first, of one subscriber or of all.`)
    .argument('[subscriber]', NAMED);
  return addListOptions(command)
    .addHelpText('after', examples(`fanfare ${kind.noun} list`, `fanfare ${kind.noun} list Billing`))
    .action(runs(async () => (await verbs()).listsJobs(kind)));
}

export function showJobCommand<J extends JobView>(kind: JobKind<J>): Command {
  return new Command('show')
    .description(`Show how far a ${kind.one} is, and how it ended.`)
    .argument('<id>', idHelp(kind))
    .option('--wait', 'follow it to its end, and fail if it fails')
    .addHelpText('after', examples(`fanfare ${kind.noun} show ${kind.idPrefix}… --wait`))
    .action(runs(async () => (await verbs()).showsJob(kind)));
}

export function cancelJobCommand<J extends JobView>(kind: JobKind<J>, whatStays: string): Command {
  return new Command('cancel')
    .description(`Cancel a ${kind.one}. ${whatStays}`)
    .argument('<id>', idHelp(kind))
    .option('--wait', 'until it has stopped (default)')
    .option('--no-wait', 'only ask it to')
    .action(runs(async () => (await verbs()).cancelsJob(kind)));
}

function idHelp<J extends JobView>({ idPrefix }: JobKind<J>): string {
  return `its id: ${idPrefix}…`;
}
