/** How do dead letters get back? The tasks that move them, at their pace, across restarts. */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { MessageStore, StoredMessage } from './message-store.ts';
import { type MoveTaskStatements, prepareMoveTaskStatements } from './move-task-statements.ts';
import type { Queue, QueueDirectory } from './queue-directory.ts';
import { refusal } from './refusal.ts';

type MoveTaskStatus = 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED';

export interface MoveTask {
  readonly taskId: string;
  readonly sourceId: number;
  readonly destinationArn: string | null;
  readonly perSecond: number | null;
  readonly status: MoveTaskStatus;
  readonly moved: number;
  readonly toMove: number;
  readonly lastSeq: number;
  readonly failure: string | null;
  readonly startedAt: number;
}

export interface MoveTaskRequest {
  readonly destination: Queue | undefined;
  readonly perSecond: number | undefined;
}

/** Without a rate of its own a task moves this many a turn of the event loop, and lets others have theirs. */
const MESSAGES_A_TURN = 100;
/** With a rate, it takes at most this many steps a second. */
const STEPS_A_SECOND = 50;

/**
 *   start ─▶ RUNNING ─▶ COMPLETED    nothing visible is left of what was there at the start
 *               │ └───▶ FAILED       a message that no queue sent here, or its destination is gone
 *               └ cancel ─▶ CANCELLING ─▶ CANCELLED
 *
 * Without a destination each message goes to the queue whose redrive policy brought it here, so one that was sent
 * straight here fails the task: what was moved before stays moved, it and the rest stay here.
 * Source: the SQS developer guide, "Troubleshoot dead-letter queue redrive issues", CouldNotDetermineMessageSource.
 * What comes in during the task is left alone, or a message that fails at once would go round for ever.
 */
export class MoveTasks {
  readonly #sql: MoveTaskStatements;
  readonly #queues: QueueDirectory;
  readonly #messages: MessageStore;
  readonly #now: () => number;
  readonly #wake: (queueId: number) => void;
  /** The next step of each task that is under way. */
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(
    db: DatabaseSync,
    parts: { queues: QueueDirectory; messages: MessageStore; now: () => number; wake: (queueId: number) => void },
  ) {
    this.#sql = prepareMoveTaskStatements(db);
    this.#queues = parts.queues;
    this.#messages = parts.messages;
    this.#now = parts.now;
    this.#wake = parts.wake;
    for (const task of this.#sql.underWay.all() as unknown as MoveTask[]) this.#stepLater(task.taskId, 0);
  }

  start(source: Queue, { destination, perSecond }: MoveTaskRequest): MoveTask {
    if (this.#sql.activeOf.get(source.id)) {
      throw refusal.invalidParameter(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    }
    const taskId = randomUUID();
    const { visible } = this.#messages.depth(source);
    this.#sql.insert.run(
      taskId,
      source.id,
      destination?.arn ?? null,
      perSecond ?? null,
      visible,
      this.#messages.lastSeq(),
      this.#now(),
    );
    this.#stepLater(taskId, 0);
    return this.#find(taskId);
  }

  /** Newest first. */
  list(source: Queue, atMost: number): MoveTask[] {
    return this.#sql.listOf.all(source.id, atMost) as unknown as MoveTask[];
  }

  /** Answers how many messages were moved so far; those stay moved. */
  cancel(source: Queue, taskId: string): number {
    const task = this.#sql.find.get(taskId) as MoveTask | undefined;
    if (task?.sourceId !== source.id) throw refusal.resourceNotFound('Task does not exist.');
    if (task.status !== 'RUNNING') throw refusal.invalidParameter('Only active tasks can be cancelled.');
    this.#sql.setStatus.run('CANCELLING', null, taskId);
    this.#stepLater(taskId, 0);
    return task.moved;
  }

  /** The queue is deleted, and its tasks with it. */
  forget(source: Queue): void {
    for (const task of this.list(source, Number.MAX_SAFE_INTEGER)) this.#clear(task.taskId);
    this.#sql.deleteOf.run(source.id);
  }

  /** Stops moving; tasks under way go on when the service is next made. */
  stop(): void {
    for (const taskId of [...this.#timers.keys()]) this.#clear(taskId);
  }

  #step(taskId: string): void {
    this.#timers.delete(taskId);
    const task = this.#find(taskId);
    const source = this.#queues.byId(task.sourceId);
    if (task.status === 'CANCELLING' || !source) return void this.#sql.setStatus.run('CANCELLED', null, taskId);
    const { messages, pauseMs } = pace(task);
    this.#messages.transaction(() => this.#moveSome(task, source, messages));
    if (this.#find(taskId).status === 'RUNNING') this.#stepLater(taskId, pauseMs);
  }

  #moveSome(task: MoveTask, source: Queue, atMost: number): void {
    for (const message of this.#messages.peek(source, task.lastSeq, atMost)) {
      const failure = this.#move(task, message);
      if (failure) return void this.#sql.setStatus.run('FAILED', failure, task.taskId);
      this.#sql.countMoved.run(task.taskId);
    }
    const isDone = this.#messages.peek(source, task.lastSeq, 1).length === 0;
    if (isDone) this.#sql.setStatus.run('COMPLETED', null, task.taskId);
  }

  /** Answers why the message could not be moved; undefined when it was. */
  #move(task: MoveTask, message: StoredMessage): string | undefined {
    const arn = task.destinationArn ?? message.deadLetterSource;
    if (arn === null) return 'CouldNotDetermineMessageSource';
    const destination = this.#queues.byArn(arn);
    if (!destination) return 'AWS.SimpleQueueService.NonExistentQueue';
    this.#messages.moveAnew(message, destination);
    this.#wake(destination.id);
    return undefined;
  }

  #find(taskId: string): MoveTask {
    return this.#sql.find.get(taskId) as unknown as MoveTask;
  }

  #stepLater(taskId: string, delayMs: number): void {
    this.#clear(taskId);
    this.#timers.set(
      taskId,
      setTimeout(() => this.#step(taskId), delayMs),
    );
  }

  #clear(taskId: string): void {
    clearTimeout(this.#timers.get(taskId));
    this.#timers.delete(taskId);
  }
}

/** How many messages a step moves, and how long it then rests in ms. */
function pace({ perSecond }: MoveTask): { messages: number; pauseMs: number } {
  if (perSecond === null) return { messages: MESSAGES_A_TURN, pauseMs: 0 };
  const messages = Math.ceil(perSecond / STEPS_A_SECOND);
  return { messages, pauseMs: (1000 * messages) / perSecond };
}
