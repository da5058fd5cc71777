/** What does the local platform use for SQS? Standard queues with SQS's documented behaviour, on one database. */
import type { DatabaseSync } from 'node:sqlite';
import { ACCOUNT, type Call, type Json, type JsonService } from '../aws/service.ts';
import { type Actions, refuseUnknownFields, type SqsParts } from './action.ts';
import { LongPolls } from './long-polls.ts';
import { MessageStore, type StoredMessage } from './message-store.ts';
import { type AuthorizeSend, moveTaskActions } from './move-task-actions.ts';
import { MoveTasks } from './move-tasks.ts';
import { queueActions } from './queue-actions.ts';
import { type Queue, QueueDirectory } from './queue-directory.ts';
import { receiveActions } from './receive-actions.ts';
import { refusal } from './refusal.ts';
import { createTables } from './schema.ts';
import { sendActions } from './send-actions.ts';

export interface SqsOptions {
  /** Holds everything: what an answer confirmed survives a kill of the process. */
  readonly db: DatabaseSync;
  /** The address the queue URLs begin with, e.g. `http://127.0.0.1:4566`; asked at each use. */
  readonly endpoint: () => string;
  /** The time in ms; default: the clock. Waits of long polls always go by the clock. */
  readonly now?: () => number;
  /** Asked when a move task is started, for each queue it may send to; absent: everyone may. */
  readonly authorizeSend?: AuthorizeSend;
  /** Refuse a deleted queue's name for 60 s as AWS does; default: no. */
  readonly blockDeletedNames?: boolean;
  /** Messages in flight a queue may have; default: 120,000, as AWS's. */
  readonly inFlightLimit?: number;
}

export class Sqs implements JsonService {
  readonly target = 'AmazonSQS';
  readonly contentType = 'application/x-amz-json-1.0';
  readonly #parts: SqsParts;
  readonly #actions: Actions;
  readonly #urlOf: (queue: Queue) => string;

  constructor({ db, endpoint, now = Date.now, ...options }: SqsOptions) {
    createTables(db);
    const queues = new QueueDirectory(db);
    const messages = new MessageStore(db, now, options.inFlightLimit ?? 120_000);
    const polls = new LongPolls<StoredMessage>((queueId) => messages.firstVisibleAt(queueId), now);
    const moveTasks = new MoveTasks(db, { queues, messages, now, wake: (queueId) => polls.wake(queueId) });
    this.#parts = { queues, messages, polls, moveTasks, now };
    this.#urlOf = (queue) => `${endpoint()}/${ACCOUNT}/${queue.name}`;
    this.#actions = {
      ...queueActions(this.#parts, { urlOf: this.#urlOf, blockDeletedNames: options.blockDeletedNames ?? false }),
      ...sendActions(this.#parts),
      ...receiveActions(this.#parts),
      ...moveTaskActions(this.#parts, options.authorizeSend ?? (() => {})),
    };
  }

  async handle(action: string, input: Json, call: Call): Promise<Json> {
    const found = Object.hasOwn(this.#actions, action) ? this.#actions[action] : undefined;
    if (!found) throw refusal.unsupported(`The local SQS does not support ${action}.`);
    refuseUnknownFields(input, found.fields);
    return found.run(input, call);
  }

  /** The queue an event rule targets, with its resource policy as it was set. */
  queueByArn(arn: string): { url: string; policy: string | undefined } | undefined {
    const queue = this.#parts.queues.byArn(arn);
    return queue && { url: this.#urlOf(queue), policy: queue.attributes.Policy };
  }

  /**
   * Shows at once all messages still held by holders whose name begins so (absent: by any), when these are known to be
   * gone; receive counts stay. Answers how many.
   */
  releaseHeld(holderPrefix = ''): number {
    const { queues, messages, polls } = this.#parts;
    let released = 0;
    for (const { id } of queues.all()) {
      released += messages.releaseHeld(id, holderPrefix);
      polls.wake(id);
    }
    return released;
  }

  /** Answers waiting polls with no messages and moves none any more. The database stays open: it is the caller's. */
  stop(): void {
    this.#parts.polls.stop();
    this.#parts.moveTasks.stop();
  }
}
