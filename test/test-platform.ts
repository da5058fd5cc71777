/** A platform of the tests' own, driven from outside: by the AWS SDK, by the API, by the bytes an endpoint receives. */
import { randomUUID } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { PlatformOptions } from '../local/options.ts';
import { type Platform, type PlatformEvents, startPlatform } from '../local/platform.ts';
import { Endpoint } from './endpoint.ts';
import { until } from './until.ts';

export interface DeliveryView {
  readonly subscriberId: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly status: string;
  readonly attempts: readonly {
    readonly number: number;
    readonly at: string;
    readonly outcome: string;
    readonly detail?: string;
    readonly httpStatus?: number;
    readonly durationMs: number;
    readonly response?: string;
  }[];
  readonly nextAttemptAt?: string;
  readonly deliveredAt?: string;
  readonly deadReason?: string;
}

export interface SubscriberView {
  readonly id: string;
  readonly status: string;
  readonly secret: string;
  readonly version: number;
  readonly failure?: { readonly step: string; readonly message: string };
  readonly disabledReason?: string;
  readonly disabledAt?: string;
  readonly queue: { readonly depth: number; readonly inFlight: number; readonly deadLetters: number };
}

export interface ApiAnswer<T> {
  readonly status: number;
  readonly body: T;
}

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

export class TestPlatform {
  readonly platform: Platform;
  readonly endpoint: Endpoint;
  readonly events: EventBridgeClient;
  readonly sqs: SQSClient;
  /** Every line the functions logged. */
  readonly log: readonly Record<string, unknown>[];
  readonly bus: string;

  private constructor(platform: Platform, endpoint: Endpoint, log: Record<string, unknown>[]) {
    const config = { endpoint: platform.awsUrl, region: 'us-east-1', credentials: CREDENTIALS };
    this.platform = platform;
    this.endpoint = endpoint;
    this.log = log;
    this.bus = platform.outputs.BusName ?? '';
    this.events = new EventBridgeClient(config);
    this.sqs = new SQSClient(config);
  }

  /** `events.onAwsCall` makes calls to AWS fail. */
  static async start(
    options: Partial<PlatformOptions> = {},
    events: Pick<PlatformEvents, 'onAwsCall'> = {},
  ): Promise<TestPlatform> {
    const log: Record<string, unknown>[] = [];
    const all = { awsPort: 0, apiPort: 0, receiverPort: 0, host: '127.0.0.1', stage: 'local', ...options };
    const platform = await startPlatform(all, {
      ...events,
      onLog: (functionName, line) => log.push({ functionName, ...parsed(line) }),
    });
    return new TestPlatform(platform, await Endpoint.start(), log);
  }

  async stop(): Promise<void> {
    await this.platform.stop();
    await this.endpoint.stop();
  }

  async api<T>(method: string, path: string, body?: unknown): Promise<ApiAnswer<T>> {
    const answer = await fetch(`${this.platform.apiUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as T };
  }

  /** Registers a subscriber at a path of the tests' endpoint and waits until it is active. */
  async subscribe(path: string, settings: Record<string, unknown> = {}): Promise<SubscriberView> {
    const input = { name: path, url: this.endpoint.url(path), eventTypes: ['*'], ...settings };
    const { status, body } = await this.api<SubscriberView>('POST', '/v1/subscribers', input);
    if (status !== 202) throw new Error(`The subscriber was refused: ${JSON.stringify(body)}`);
    this.endpoint.expect(path, body.secret);
    await until(`${path} to be active`, async () => (await this.subscriber(body.id)).status === 'active');
    return body;
  }

  async subscriber(id: string): Promise<SubscriberView> {
    return (await this.api<SubscriberView>('GET', `/v1/subscribers/${id}`)).body;
  }

  /** Publishes with PutEvents, ten at a time; throws when one is not accepted. Answers EventBridge's ids. */
  async publish(...entries: Partial<PutEventsRequestEntry>[]): Promise<string[]> {
    const ids: string[] = [];
    for (let at = 0; at < entries.length; at += 10) {
      const Entries = entries.slice(at, at + 10).map((entry) => ({
        EventBusName: this.bus,
        Source: 'test',
        DetailType: 'test.happened',
        Detail: '{}',
        ...entry,
      }));
      const answer = await this.events.send(new PutEventsCommand({ Entries }));
      if (answer.FailedEntryCount) throw new Error(`Not accepted: ${JSON.stringify(answer.Entries)}`);
      ids.push(...(answer.Entries ?? []).map(({ EventId }) => EventId ?? ''));
    }
    return ids;
  }

  /** The log's view of one event at one subscriber; `undefined` before its first attempt is recorded. */
  async delivery(subscriberId: string, eventId: string): Promise<DeliveryView | undefined> {
    const { body } = await this.api<{ items: DeliveryView[] }>('GET', `/v1/events/${eventId}/deliveries`);
    return body.items.find((delivery) => delivery.subscriberId === subscriberId);
  }

  /** Waits until a delivery has a status. */
  settled(subscriberId: string, eventId: string, status: string): Promise<DeliveryView> {
    return until(`${eventId} to be ${status}`, async () => {
      const delivery = await this.delivery(subscriberId, eventId);
      return delivery?.status === status && delivery;
    });
  }

  queueUrl(subscriberId: string, suffix = ''): string {
    return `${this.platform.awsUrl}/000000000000/fanfare-local-${subscriberId}${suffix}`;
  }

  /** The `deliver` function's lines about one event. */
  logOf(eventId: string): Record<string, unknown>[] {
    return this.log.filter((line) => line.eventId === eventId);
  }
}

export function newEventId(): string {
  return `evt_${randomUUID()}`;
}

function parsed(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return { text: line };
  }
}
