/** Where is each message, and who may see it from when? */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { MessageContent } from './message-content.ts';
import { type MessageStatements, prepareMessageStatements } from './message-statements.ts';
import type { Queue } from './queue-directory.ts';
import type { Receipt } from './receipt-handle.ts';
import { refusal } from './refusal.ts';
import { type Transaction, transactionOn } from './transaction.ts';

/** A message at rest; times in ms. Never received or moved since: `receivedAt` is null. */
export interface StoredMessage {
  readonly seq: number;
  readonly queueId: number;
  readonly messageId: string;
  readonly attributes: string | null;
  readonly traceHeader: string | null;
  readonly groupId: string | null;
  readonly senderId: string;
  readonly sentAt: number;
  readonly receivedAt: number | null;
  readonly firstReceivedAt: number | null;
  readonly receiveCount: number;
  /** How many of the receives were in queues it was in before: they do not count for this queue's redrive policy. */
  readonly receivedElsewhere: number;
  readonly deadLetterSource: string | null;
  readonly body: string;
}

export interface TakeRequest {
  readonly atMost: number;
  /** Absent: as long as the queue says. */
  readonly visibilitySeconds: number | undefined;
  readonly holder: string | undefined;
}

/** Where messages go that were received `maxReceiveCount` times already. */
export interface DeadLetters {
  readonly queue: Queue;
  readonly maxReceiveCount: number;
}

/** How many messages a queue holds of each kind. */
export interface Depth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** A message may be hidden this long in all, counted from its receive. */
const VISIBILITY_LIMIT_SECONDS = 43_200;
/** Expired messages go at most this late. */
const EXPIRY_SLACK_MS = 1_000;

/**
 *             send                    receive                    delete
 *   (nothing) ───▶ delayed ─▶ visible ───────▶ in flight ──────────────▶ (gone)
 *                                ▲  │              │
 *                                │  │ received too often ─▶ visible in the dead-letter queue
 *                                └──┴──────────────┘ time is up, or visibility 0
 *
 * All of it is one column, `visibleAt`: visible from then on. A hidden message that was received is in flight,
 * one that was not is delayed. After its queue's retention a message goes, wherever it is.
 */
export class MessageStore {
  readonly transaction: Transaction;
  readonly #sql: MessageStatements;
  readonly #now: () => number;
  readonly #inFlightLimit: number;
  /** By queue id: nothing expires before this time. */
  readonly #expiresFrom = new Map<number, number>();
  /** By queue id: no more than this many are in flight. Counted anew only when the limit comes near. */
  readonly #inFlightAtMost = new Map<number, number>();

  constructor(db: DatabaseSync, now: () => number, inFlightLimit: number) {
    this.transaction = transactionOn(db);
    this.#sql = prepareMessageStatements(db);
    this.#now = now;
    this.#inFlightLimit = inFlightLimit;
  }

  /** Stores one message and answers its id. */
  send(queue: Queue, content: MessageContent, senderId: string): string {
    const attributes = content.attributes ? JSON.stringify(content.attributes) : null;
    const origin = [attributes, content.traceHeader ?? null, content.groupId ?? null, senderId];
    return this.#insert(queue, origin, content.delaySeconds, content.body);
  }

  /** Hands out visible messages, the longest visible first, and puts aside those received too often. */
  take(queue: Queue, request: TakeRequest, deadLetters: DeadLetters | undefined): StoredMessage[] {
    const now = this.#now();
    this.#expire(queue, now);
    const atMost = this.#roomInFlight(queue.id, now, request.atMost);
    const found = this.#visible(queue.id, now, atMost);
    if (found.length === 0) return [];
    const visibleAt = now + (request.visibilitySeconds ?? queue.settings.visibilitySeconds) * 1000;
    return this.transaction(() => {
      const due = deadLetters ? this.#putExhaustedAside(found, queue, deadLetters, now, atMost) : found;
      return due.map((message) => this.#receive(message, visibleAt, request.holder, now));
    });
  }

  /** A receipt that is stale by now deletes nothing, and that is no error. */
  delete({ seq, queueId, receiveCount }: Receipt): void {
    this.#sql.deleteReceived.run(seq, queueId, receiveCount);
  }

  /** Hides a message in flight for so many seconds from now; 0 shows it at once. Nobody holds it after that. */
  changeVisibility({ seq, queueId, receiveCount }: Receipt, handle: string, seconds: number): void {
    const now = this.#now();
    const found = this.#sql.visibility.get(seq, queueId) as
      | { receiveCount: number; receivedAt: number | null; visibleAt: number }
      | undefined;
    if (!found || found.receiveCount !== receiveCount) {
      const reason = 'Message does not exist or is not available for visibility timeout change.';
      throw refusal.invalidValue(handle, 'ReceiptHandle', reason);
    }
    if (found.receivedAt === null || found.visibleAt <= now) throw refusal.messageNotInflight();
    const visibleAt = now + seconds * 1000;
    if (visibleAt > found.receivedAt + VISIBILITY_LIMIT_SECONDS * 1000) {
      const reason = `Total VisibilityTimeout for the message is beyond the limit [${VISIBILITY_LIMIT_SECONDS} seconds]`;
      throw refusal.invalidValue(seconds, 'VisibilityTimeout', reason);
    }
    this.#sql.setVisibility.run(visibleAt, seq);
  }

  depth(queue: Queue): Depth {
    const now = this.#now();
    this.#expire(queue, now);
    return this.#sql.depth.get(now, now, now, queue.id) as unknown as Depth;
  }

  /** When a queue has something to hand out, in ms; past if it has now, undefined if it is empty. */
  firstVisibleAt(queueId: number): number | undefined {
    const row = this.#sql.firstVisibleAt.get(queueId) as { visibleAt: number } | undefined;
    return row?.visibleAt;
  }

  purge(queueId: number): void {
    this.#sql.deleteAll.run(queueId);
    this.#inFlightAtMost.delete(queueId);
  }

  retentionChanged(queueId: number): void {
    this.#expiresFrom.delete(queueId);
  }

  /** Shows what holders of that prefix still hold in a queue; answers how many. Receive counts stay. */
  releaseHeld(queueId: number, holderPrefix: string): number {
    const now = this.#now();
    return Number(this.#sql.releaseHeld.run(now, queueId, now, holderPrefix.length, holderPrefix).changes);
  }

  /** The number of the newest message there is: what comes later has a higher one. */
  lastSeq(): number {
    return Number(this.#sql.lastSeq.get()?.seq ?? 0);
  }

  /** Visible messages up to a number, the longest visible first, without receiving them. */
  peek(queue: Queue, lastSeq: number, atMost: number): StoredMessage[] {
    const now = this.#now();
    this.#expire(queue, now);
    return this.#sql.visibleUpTo.all(queue.id, now, lastSeq, atMost) as unknown as StoredMessage[];
  }

  /** Sends a message again, to another queue: a new message in all but what its sender gave it. */
  moveAnew(message: StoredMessage, destination: Queue): void {
    const { attributes, traceHeader, groupId, senderId, body } = message;
    this.#insert(destination, [attributes, traceHeader, groupId, senderId], destination.settings.delaySeconds, body);
    this.#sql.deleteOne.run(message.seq);
  }

  #insert(queue: Queue, origin: SQLInputValue[], delaySeconds: number, body: string): string {
    const messageId = randomUUID();
    const now = this.#now();
    this.#sql.insert.run(queue.id, messageId, ...origin, now, now + delaySeconds * 1000, body);
    return messageId;
  }

  #visible(queueId: number, now: number, atMost: number): StoredMessage[] {
    return this.#sql.visible.all(queueId, now, atMost) as unknown as StoredMessage[];
  }

  #receive(message: StoredMessage, visibleAt: number, holder: string | undefined, now: number): StoredMessage {
    this.#sql.receive.run(visibleAt, now, now, holder ?? null, message.seq);
    const firstReceivedAt = message.firstReceivedAt ?? now;
    return { ...message, receivedAt: now, firstReceivedAt, receiveCount: message.receiveCount + 1 };
  }

  /**
   * Moves those received too often and finds others in their place. A message keeps its id, its receive count and the
   * time it was sent when SQS itself moves it.
   */
  #putExhaustedAside(
    found: StoredMessage[],
    queue: Queue,
    { queue: target, maxReceiveCount }: DeadLetters,
    now: number,
    atMost: number,
  ): StoredMessage[] {
    const isExhausted = (message: StoredMessage) => message.receiveCount - message.receivedElsewhere >= maxReceiveCount;
    let due = found;
    for (;;) {
      const exhausted = due.filter(isExhausted);
      if (exhausted.length === 0) return due;
      for (const { seq } of exhausted) this.#sql.toDeadLetters.run(target.id, queue.arn, now, seq);
      this.#expiresFrom.delete(target.id);
      due = this.#visible(queue.id, now, atMost);
    }
  }

  #roomInFlight(queueId: number, now: number, wanted: number): number {
    const limit = this.#inFlightLimit;
    let atMost = this.#inFlightAtMost.get(queueId) ?? limit;
    if (atMost + wanted > limit) atMost = Number(this.#sql.inFlight.get(queueId, now)?.count);
    if (atMost >= limit) throw refusal.overLimit(limit);
    const room = Math.min(wanted, limit - atMost);
    this.#inFlightAtMost.set(queueId, atMost + room);
    return room;
  }

  #expire(queue: Queue, now: number): void {
    if (now < (this.#expiresFrom.get(queue.id) ?? 0)) return;
    const retentionMs = queue.settings.retentionSeconds * 1000;
    this.#sql.expire.run(queue.id, now - retentionMs);
    const oldest = this.#sql.oldest.get(queue.id)?.sentAt;
    const nextExpiry = Number(oldest ?? now) + retentionMs;
    this.#expiresFrom.set(queue.id, Math.max(nextExpiry, now + EXPIRY_SLACK_MS));
  }
}
