/** A subscriber with dead letters, and what is done about them: for tests of redrives, discards and reconciliations. */
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { newEventId, type SubscriberView, type TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';

/** What the API shows of a job on dead letters, whichever. */
export interface JobView {
  readonly id: string;
  readonly status: string;
  readonly total?: number;
  readonly examined: number;
  readonly moved?: number;
  readonly discarded?: number;
  readonly recorded?: number;
  readonly removed?: number;
  readonly unreadable?: number;
  readonly unmatched?: number;
  readonly missing?: readonly string[];
  readonly failure?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

export interface DeadLetterView {
  readonly eventId: string;
  readonly eventType: string;
  readonly reason: string;
  readonly round: number;
  readonly daysLeft: number;
}

export type JobNoun = 'redrives' | 'discards' | 'reconciliations';

export class DeadLetters {
  readonly subscriber: SubscriberView;
  /** Events by id, in the order in which they were published. */
  readonly eventIds: readonly string[];
  readonly #fanfare: TestPlatform;
  readonly #path: string;
  readonly #taken = new Map<string, number>();
  #isWell = false;

  private constructor(fanfare: TestPlatform, path: string, subscriber: SubscriberView, eventIds: readonly string[]) {
    this.#fanfare = fanfare;
    this.#path = path;
    this.subscriber = subscriber;
    this.eventIds = eventIds;
  }

  /** A subscriber whose endpoint refused an event of each of these types twice. */
  static async make(fanfare: TestPlatform, path: string, types: readonly string[]): Promise<DeadLetters> {
    const settings = { eventTypes: [`${path.slice(1)}.*`], retrySchedule: [1] };
    const eventIds = types.map(() => newEventId());
    fanfare.endpoint.behave(path, () => ({ status: 500 }));
    const letters = new DeadLetters(fanfare, path, await fanfare.subscribe(path, settings), eventIds);
    fanfare.endpoint.behave(path, ({ headers }) => letters.#answer(headers['webhook-id'] ?? ''));
    await letters.publish(...types.map((type, at) => ({ type, eventId: eventIds[at] ?? '' })));
    await letters.countIs(types.length);
    return letters;
  }

  get id(): string {
    return this.subscriber.id;
  }

  /** The subscriber's endpoint takes what it is sent from now on. */
  heal(): this {
    this.#isWell = true;
    return this;
  }

  async publish(...events: readonly { readonly type: string; readonly eventId: string }[]): Promise<void> {
    await this.#fanfare.publish(
      ...events.map(({ type, eventId }) => ({
        DetailType: `${this.#path.slice(1)}.${type}`,
        Detail: JSON.stringify({ eventId }),
      })),
    );
  }

  async start(noun: JobNoun, body?: object): Promise<JobView> {
    const answer = await this.#fanfare.api<JobView>('POST', `/v1/subscribers/${this.id}/${noun}`, body);
    if (answer.status !== 202) throw new Error(`Refused: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Waits until a job is over. */
  over(noun: JobNoun, { id }: JobView, seconds = 100): Promise<JobView> {
    return until(
      `${id} to be over`,
      async () => {
        const { body } = await this.#fanfare.api<JobView>('GET', `/v1/${noun}/${id}`);
        return ['completed', 'cancelled', 'failed'].includes(body.status) && body;
      },
      seconds,
    );
  }

  async run(noun: JobNoun, body?: object): Promise<JobView> {
    return this.over(noun, await this.start(noun, body));
  }

  /** Waits until the dead-letter queue holds so many. */
  async countIs(count: number): Promise<void> {
    await until(`${count} dead letters`, async () => (await this.queued()) === count);
  }

  async queued(): Promise<number> {
    return (await this.#fanfare.subscriber(this.id)).queue.deadLetters;
  }

  async listed(): Promise<readonly DeadLetterView[]> {
    const path = `/v1/subscribers/${this.id}/dead-letters?limit=100`;
    return (await this.#fanfare.api<{ items: DeadLetterView[] }>('GET', path)).body.items;
  }

  /** Somebody deletes so many letters from the queue, past Fanfare. Answers of which events. */
  async takeOut(count: number): Promise<string[]> {
    const QueueUrl = `${this.#fanfare.queueUrl(this.id)}-dlq`;
    const { Messages = [] } = await this.#fanfare.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: count, MessageAttributeNames: ['eventId'] }),
    );
    for (const { ReceiptHandle } of Messages) {
      await this.#fanfare.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    return Messages.map(({ MessageAttributes }) => MessageAttributes?.eventId?.StringValue ?? '');
  }

  /** How often the endpoint took an event since it was healed. */
  taken(eventId: string): number {
    return this.#taken.get(eventId) ?? 0;
  }

  /** Waits until the endpoint took these, once each, and nothing else. */
  async arrive(eventIds: readonly string[]): Promise<void> {
    await until(`${eventIds.length} events to arrive`, () => eventIds.every((eventId) => this.taken(eventId) > 0));
    const taken = Object.fromEntries(this.#taken);
    const once = Object.fromEntries(eventIds.map((eventId) => [eventId, 1]));
    expect(taken).toEqual(once);
  }

  #answer(eventId: string): { readonly status: number } {
    if (!this.#isWell) return { status: 500 };
    this.#taken.set(eventId, this.taken(eventId) + 1);
    return { status: 200 };
  }
}
