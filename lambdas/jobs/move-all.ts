/**
 * A redrive of all dead letters: SQS moves them itself, as the AWS console has it do, and is watched. Ours always names its
 * destination (`docs/decisions/0004`).
 *
 *   say so in the job ─▶ StartMessageMoveTask ─▶ watch ─▶ mark in the log as the next round ─▶ over
 *
 * The mark is for whoever looks: the queue may be long or paused, and until `deliver` comes to a delivery the log would have
 * it as dead. Should the answer to the start be lost, the task is known by its destination and by when it began.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { type Delivery, newRound } from '../../core/delivery.ts';
import type { RedriveJob } from '../../core/job.ts';
import { subscriberResourceNames } from '../../core/stage.ts';
import { eachOf } from '../each-of.ts';
import { loggedKey } from '../records/delivery-key.ts';
import type { JobParts } from './parts.ts';
import { totalOf } from './selection.ts';
import type { RunStep, StepEnd } from './step.ts';

type Task = ListMessageMoveTasksResultEntry;

/** So long a step watches; a task that takes longer is looked at now and then. */
const WATCH_MS = 15_000;
const LOOK_EVERY_MS = 1_000;
const FIRST_LOOK_MS = 200;
const MARKS_AT_ONCE = 25;
const PAGE = 100;
/** SQS's clock and ours. */
const CLOCK_SKEW_MS = 2_000;

export const moveAll: RunStep<RedriveJob> = async (job, parts, deadlineMs) => {
  if (job.moveTask?.isOver) return markMoved(job, parts, deadlineMs);
  const step = new MoveStep(job, parts);
  const task = await step.ownTask();
  if (task === 'another') return { kind: 'again', afterSeconds: pauseSeconds(job) };
  if (task === undefined && job.status === 'cancelling') return { kind: 'ended', status: 'cancelled' };
  if (task === undefined && !(await step.start())) return { kind: 'again', afterSeconds: pauseSeconds(job) };
  return step.watch(deadlineMs);
};

/** A job that has been at it for long is looked at less often. */
function pauseSeconds({ startedAt, createdAt }: RedriveJob): number {
  const ageSeconds = (Date.now() - Date.parse(startedAt ?? createdAt)) / 1000;
  return Math.min(Math.max(Math.floor(ageSeconds / 30), 1), 300);
}

class MoveStep {
  #job: RedriveJob;
  readonly #parts: JobParts;
  readonly #source: string;
  readonly #destination: string;

  constructor(job: RedriveJob, parts: JobParts) {
    const names = subscriberResourceNames(parts.stage, job.subscriberId);
    this.#job = job;
    this.#parts = parts;
    this.#source = parts.queueArn(names.deadLetterQueue);
    this.#destination = parts.queueArn(names.queue);
  }

  /** The task that is ours, if it has begun; `another` while somebody else's is under way. */
  async ownTask(): Promise<Task | 'another' | undefined> {
    const tasks = await this.#tasks();
    const own = tasks.find((task) => this.#isOurs(task));
    if (own) return own;
    return tasks.some(({ Status }) => Status === 'RUNNING' || Status === 'CANCELLING') ? 'another' : undefined;
  }

  /** `false`: somebody else was faster. */
  async start(): Promise<boolean> {
    const logged = await totalOf(this.#job, this.#parts);
    this.#job = await this.#parts.jobs.note(this.#job, { moveTask: { askedAt: new Date().toISOString() }, logged });
    const { ratePerSecond } = this.#job;
    try {
      await this.#parts.sqs.send(
        new StartMessageMoveTaskCommand({
          SourceArn: this.#source,
          DestinationArn: this.#destination,
          ...(ratePerSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: ratePerSecond }),
        }),
      );
      return true;
    } catch (error) {
      if (!(error as Error).message.includes('already a task running')) throw error;
      // Ours, if the answer to an earlier try was lost: then it is found among the tasks.
      return (await this.ownTask()) !== 'another';
    }
  }

  async watch(deadlineMs: number): Promise<StepEnd> {
    const untilMs = Math.min(Date.now() + WATCH_MS, deadlineMs);
    for (let pauseMs = FIRST_LOOK_MS; Date.now() < untilMs; pauseMs = LOOK_EVERY_MS) {
      const task = await this.ownTask();
      if (task === undefined || task === 'another') throw new Error('SQS no longer tells of the move task.');
      await this.#note(task);
      if (task.Status !== 'RUNNING' && task.Status !== 'CANCELLING') return this.#over(task, deadlineMs);
      if (this.#job.status === 'cancelling' && task.Status === 'RUNNING') await this.#cancel(task);
      await sleep(pauseMs);
    }
    return { kind: 'again', afterSeconds: pauseSeconds(this.#job) };
  }

  async #tasks(): Promise<Task[]> {
    const answer = await this.#parts.sqs.send(
      new ListMessageMoveTasksCommand({ SourceArn: this.#source, MaxResults: 10 }),
    );
    return answer.Results ?? [];
  }

  #isOurs({ DestinationArn, StartedTimestamp = 0 }: Task): boolean {
    const { moveTask } = this.#job;
    if (!moveTask || DestinationArn !== this.#destination) return false;
    if (moveTask.startedMs !== undefined) return StartedTimestamp === moveTask.startedMs;
    return StartedTimestamp >= Date.parse(moveTask.askedAt) - CLOCK_SKEW_MS;
  }

  async #note(task: Task): Promise<void> {
    const { moveTask, total } = this.#job;
    const isOver = task.Status === 'COMPLETED';
    this.#job = await this.#parts.jobs.note(this.#job, {
      moved: task.ApproximateNumberOfMessagesMoved ?? 0,
      examined: task.ApproximateNumberOfMessagesMoved ?? 0,
      total: task.ApproximateNumberOfMessagesToMove ?? total,
      moveTask: {
        askedAt: moveTask?.askedAt ?? '',
        startedMs: task.StartedTimestamp ?? 0,
        ...(isOver ? { isOver } : {}),
      },
    });
  }

  async #over({ Status, FailureReason }: Task, deadlineMs: number): Promise<StepEnd> {
    if (Status === 'COMPLETED') return markMoved(this.#job, this.#parts, deadlineMs);
    // Some letters were moved, and nobody can say which: `deliver` notes it in the log when it comes to them.
    if (Status === 'CANCELLED') return { kind: 'ended', status: 'cancelled' };
    return { kind: 'ended', status: 'failed', failure: `SQS gave up moving: ${FailureReason ?? Status}.` };
  }

  async #cancel({ TaskHandle }: Task): Promise<void> {
    await this.#parts.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle })).catch((error: Error) => {
      if (!error.message.includes('Only active tasks')) throw error; // it ended by itself meanwhile
    });
  }
}

/**
 * SQS says how many it moved, not which. Only where it moved as many as the log had dead are they known to be the same;
 * else some of those have no letter, or one that somebody held: they stay dead, and `deliver` notes the others as it comes
 * to them.
 */
async function markMoved(job: RedriveJob, { deliveries }: JobParts, deadlineMs: number): Promise<StepEnd> {
  const now = new Date().toISOString();
  let before: string | undefined;
  if (job.moved !== job.logged) return { kind: 'ended', status: 'completed' };
  do {
    if (Date.now() >= deadlineMs) return { kind: 'again', afterSeconds: 0 };
    const page = await deliveries.deadLetters(job.subscriberId, { to: job.createdAt }, PAGE, before);
    const moved = page.items.filter(({ deadLetterExpiresAt = '' }) => deadLetterExpiresAt > now);
    await eachOf(moved, MARKS_AT_ONCE, async (delivery: Delivery) => {
      await deliveries.replace(loggedKey(delivery), delivery, newRound(delivery));
    });
    before = page.next;
  } while (before !== undefined);
  return { kind: 'ended', status: 'completed' };
}
