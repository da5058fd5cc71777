/** A puller of the tests' own: fetches events by the API, verifies their signatures, acknowledges them. */
import { Webhook } from 'standardwebhooks';
import type { ApiAnswer, SubscriberView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';

export interface Item {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly receipt: string;
}

export interface Acknowledged {
  readonly acknowledged: number;
  readonly failed: readonly { readonly receipt: string; readonly reason: string }[];
}

export class Puller {
  readonly id: string;
  readonly secret: string;
  readonly #fanfare: TestPlatform;

  constructor(fanfare: TestPlatform, { id, secret }: Pick<SubscriberView, 'id' | 'secret'>) {
    this.#fanfare = fanfare;
    this.id = id;
    this.secret = secret;
  }

  /** A subscriber that is pulled; it gets the events of its name's types. */
  static async subscribe(fanfare: TestPlatform, name: string, settings: Record<string, unknown> = {}): Promise<Puller> {
    const input = { name, mode: 'pull', eventTypes: [`${name}.*`], ...settings };
    const { status, body } = await fanfare.api<SubscriberView>('POST', '/v1/subscribers', input);
    if (status !== 202) throw new Error(`The puller was refused: ${JSON.stringify(body)}`);
    const puller = new Puller(fanfare, body);
    await puller.untilStatus('active');
    return puller;
  }

  untilStatus(status: string): Promise<boolean> {
    return until(`${this.id} to be ${status}`, async () => (await this.#fanfare.subscriber(this.id)).status === status);
  }

  ask<T>(verb: string, body?: unknown): Promise<ApiAnswer<T>> {
    return this.#fanfare.api<T>('POST', `/v1/subscribers/${this.id}/${verb}`, body);
  }

  async pull(wish: { max?: number; waitSeconds?: number } = {}): Promise<readonly Item[]> {
    const { status, body } = await this.ask<{ items: Item[] }>('pull', wish);
    if (status !== 200) throw new Error(`Nothing was handed out: ${JSON.stringify(body)}`);
    return body.items;
  }

  /** The one event that comes within some seconds. */
  async pullOne(seconds = 10): Promise<Item> {
    const [item, ...more] = await this.pull({ waitSeconds: seconds });
    if (!item || more.length > 0) throw new Error(`${item ? 1 + more.length : 0} events came.`);
    return item;
  }

  async ack(...items: readonly Pick<Item, 'receipt'>[]): Promise<Acknowledged> {
    const { status, body } = await this.ask<Acknowledged>('ack', { receipts: items.map(({ receipt }) => receipt) });
    if (status !== 200) throw new Error(`Not acknowledged: ${JSON.stringify(body)}`);
    return body;
  }

  /** By the public library; throws when the signature is not right. */
  verified({ headers, body }: Item): unknown {
    return new Webhook(this.secret).verify(body, { ...headers });
  }
}

export const idOf = ({ headers }: Item): string => headers['webhook-id'] ?? '';
