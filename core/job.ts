/**
 * What is a job? Work on many deliveries of one subscriber that goes on after the request that asked for it: a redrive, a
 * discard, a reconciliation, a replay. Its record is all there is of it, so it survives whoever works on it.
 *
 *   queued ─▶ running ─┬─▶ completed
 *      │         │     ├─▶ failed       says why
 *      └─ cancel ┴─▶ cancelling ─▶ cancelled
 */
import type { DeadLetterFilter } from './dead-letter.ts';

export const JOB_KINDS = ['redrive', 'discard', 'reconciliation', 'replay'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export const JOB_STATUSES = ['queued', 'running', 'cancelling', 'completed', 'cancelled', 'failed'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** How a job can end. */
export type JobEnd = Extract<JobStatus, 'completed' | 'cancelled' | 'failed'>;

interface JobBase {
  /** Sorts by age: the prefix of its kind, then time and chance. */
  readonly id: string;
  readonly subscriberId: string;
  readonly status: JobStatus;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  /** Why it failed, or what kept it from going on the last time. */
  readonly failure?: string;
  /** When its last step began. */
  readonly steppedAt?: string;
  /** Steps that came to nothing since the last that did not; a step under way counts, for it may never end. */
  readonly faults?: number;
}

/** Which dead letters a job is about. */
export type Selection =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'events';
      readonly eventIds: readonly string[];
      /** The publishers' own ids that some of them were asked for by. */
      readonly askedAs?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'filter'; readonly filter: DeadLetterFilter };

/** How far a walk over a dead-letter queue has come. */
interface WalkProgress {
  /** Letters looked at, since the walk last began. */
  readonly examined: number;
  /** By then whatever an earlier step hid in the dead-letter queue is visible again; absent when it hid nothing. */
  readonly hiddenUntil?: string;
}

interface SelectionJob extends JobBase, WalkProgress {
  readonly selection: Selection;
  /** How many letters there are to work on, where that is known. */
  readonly total?: number;
  /** Events asked for of which no dead letter was found: the first `MAX_MISSING_KEPT`. */
  readonly missing?: readonly string[];
}

export interface RedriveJob extends SelectionJob {
  readonly kind: 'redrive';
  readonly ratePerSecond?: number;
  readonly moved: number;
  /** How many letters the log had when SQS was asked to move all, where they could be counted. */
  readonly logged?: number;
  /** SQS's own task, for a redrive of all. */
  readonly moveTask?: {
    /** When SQS was about to be asked. A task of ours that began then is known by it, should the answer be lost. */
    readonly askedAt: string;
    /** When SQS began it, in milliseconds since the epoch: that is how it is known from then on. */
    readonly startedMs?: number;
    readonly isOver?: boolean;
  };
}

export interface DiscardJob extends SelectionJob {
  readonly kind: 'discard';
  readonly discarded: number;
}

export interface ReconciliationJob extends JobBase, WalkProgress {
  readonly kind: 'reconciliation';
  /** Letters that the log did not have as dead, and has now. */
  readonly recorded: number;
  /** Letters of deliveries that need none: they were delivered or discarded. */
  readonly removed: number;
  /** Letters that hold no event: left. */
  readonly unreadable: number;
  /** Deliveries that the log has as dead, of which no letter was met. */
  readonly unmatched?: number;
}

export interface ReplayJob extends JobBase {
  readonly kind: 'replay';
  /** ISO 8601, inclusive. */
  readonly from: string;
  /** The end; whether its very second belongs to it is EventBridge's to say. */
  readonly to: string;
  /** Nobody said an end, and the subscriber's events do not come yet: the end is set when they do. */
  readonly isOpen?: boolean;
  /** Why it does not go on yet: a sentence. */
  readonly waitingFor?: string;
  /** Whether what was delivered is sent once more. */
  readonly includeDelivered: boolean;
  /** The one event it is about. */
  readonly eventId?: string;
  /** When the archive began to keep what is published, where that was after `from`: what is older does not come. */
  readonly archivedSince?: string;
  /** EventBridge's name of it: see `core/replay-name.ts`. */
  readonly replayName: string;
  /** The time of the event that EventBridge sent last. */
  readonly lastReplayedAt?: string;
  /** From 0 to 1. */
  readonly progress: number;
}

export type Job = RedriveJob | DiscardJob | ReconciliationJob | ReplayJob;

/** At most so many dead letters are looked at by one job: SQS hides 120,000 messages of a queue at once. */
export const MAX_LETTERS_EXAMINED = 100_000;
export const MAX_EVENTS_CHOSEN = 1000;
export const MAX_MISSING_KEPT = 100;
/** SQS moves no more messages a second. */
export const MAX_REDRIVE_RATE = 500;

const ID: Record<JobKind, RegExp> = {
  redrive: /^red_[0-9a-f]{32}$/,
  discard: /^dis_[0-9a-f]{32}$/,
  reconciliation: /^rec_[0-9a-f]{32}$/,
  replay: /^rpl_[0-9a-f]{20}$/,
};

/** The kind of the job that could have this id; `undefined` where none could. */
export function jobKindOf(id: string): JobKind | undefined {
  return JOB_KINDS.find((kind) => ID[kind].test(id));
}

export function isOver({ status }: Pick<Job, 'status'>): boolean {
  return status === 'completed' || status === 'cancelled' || status === 'failed';
}

/** Jobs that take letters out of a dead-letter queue: one at a time for a subscriber. */
export type LetterJob = Exclude<Job, ReplayJob>;

export function worksOnLetters(job: Job): job is LetterJob {
  return job.kind !== 'replay';
}

/** After so many faults in a row a job is given up. */
export const MAX_JOB_FAULTS = 10;

/** How long a job rests after its nth fault in a row: twice as long each time, at most a minute. */
export function restSeconds(faults: number): number {
  return Math.min(2 ** Math.max(faults - 1, 0), 60);
}
