/** What an endpoint can trust: signatures of both kinds, through rotations; and the headers its owner asked for. */
import { createPublicKey, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReceivedWebhook } from '../endpoint.ts';
import { newEventId, type SubscriberView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';

interface SignedView extends SubscriberView {
  readonly publicKey?: string;
  readonly signingKeys: readonly {
    readonly createdAt: string;
    readonly expiresAt?: string;
    readonly publicKey?: string;
  }[];
  readonly headerNames?: readonly string[];
  readonly headersDigest?: string;
}

interface Rotation {
  readonly secret?: string;
  readonly publicKey?: string;
  readonly previousExpiresAt: string;
}

let fanfare: TestPlatform;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
});
afterAll(() => fanfare.stop());

const subscribe = async (path: string, settings: Record<string, unknown> = {}) =>
  (await fanfare.subscribe(path, { eventTypes: [typeAt(path)], ...settings })) as SignedView;
const typeAt = (path: string) => path.replace('/', 'signing.');

async function publish(path: string): Promise<string> {
  const eventId = newEventId();
  await fanfare.publish({ DetailType: typeAt(path), Detail: JSON.stringify({ eventId, text: 'Zoë ✓' }) });
  return eventId;
}

/** The attempts of an event at a path, once there are so many. */
function attempts(path: string, eventId: string, count = 1): Promise<ReceivedWebhook[]> {
  return until(`${count} attempts at ${path}`, () => {
    const seen = fanfare.endpoint.at(path).filter(({ headers }) => headers['webhook-id'] === eventId);
    return seen.length >= count && seen;
  });
}

async function rotate(id: string, overlapSeconds?: number): Promise<Rotation> {
  const body = overlapSeconds === undefined ? {} : { overlapSeconds };
  const answer = await fanfare.api<Rotation>('POST', `/v1/subscribers/${id}/secrets`, body);
  expect(answer.status).toBe(200);
  return answer.body;
}

const schemesOf = ({ headers }: ReceivedWebhook) =>
  headers['webhook-signature']?.split(' ').map((signature) => signature.split(',', 1)[0]);

/** By the public library. */
function isSignedWith(secret: string | undefined, { headers, body }: ReceivedWebhook): boolean {
  try {
    new Webhook(secret ?? '').verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

/** With nothing but Node and the published key. */
function isSignedBy(publicKey: string | undefined, { headers, body }: ReceivedWebhook): boolean {
  const x = Buffer.from(publicKey?.replace(/^whpk_/, '') ?? '', 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const content = Buffer.concat([Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`), body]);
  const signatures = headers['webhook-signature']?.split(' ').filter((one) => one.startsWith('v1a,')) ?? [];
  return signatures.some((one) => verify(null, content, key, Buffer.from(one.slice(4), 'base64')));
}

describe('a subscriber with a key pair', () => {
  it('is told the public key and no secret, and gets webhooks that anybody can verify with it', async () => {
    const registered = await subscribe('/pair', { signing: 'ed25519' });
    expect(registered).not.toHaveProperty('secret');
    expect(registered.publicKey).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
    const [webhook] = await attempts('/pair', await publish('/pair'));
    if (!webhook) throw new Error('no webhook');
    expect(schemesOf(webhook)).toEqual(['v1a']);
    expect(isSignedBy(registered.publicKey, webhook)).toBe(true);
    expect(isSignedBy(registered.publicKey, { ...webhook, body: Buffer.from('{}') })).toBe(false);
  });

  it('gets signatures of both pairs for a while after a rotation', async () => {
    const { id, publicKey: before } = await subscribe('/pairs', { signing: 'ed25519' });
    const { publicKey: after, secret } = await rotate(id);
    expect([secret, after === before]).toEqual([undefined, false]);
    const [webhook] = await attempts('/pairs', await publish('/pairs'));
    if (!webhook) throw new Error('no webhook');
    expect(schemesOf(webhook)).toEqual(['v1a', 'v1a']);
    expect([before, after].map((key) => isSignedBy(key, webhook))).toEqual([true, true]);
    expect((await fanfare.subscriber(id)) as SignedView).toMatchObject({ publicKey: after, signingKeys: [{}, {}] });
  });
});

describe('a rotation', () => {
  it('loses no verification: who changes over on hearing the new secret can trust every webhook', async () => {
    const { id, secret: before } = await subscribe('/rotate');
    await attempts('/rotate', await publish('/rotate')); // so that a function remembers the secret
    let isOver = false;
    const publisher = until('the rotation to be over', async () => {
      await publish('/rotate');
      return isOver;
    });
    const { secret: after } = await rotate(id);
    const knownAtMs = Date.now();
    await attempts('/rotate', await publish('/rotate'));
    isOver = true;
    await publisher;
    await attempts('/rotate', await publish('/rotate'));
    const webhooks = fanfare.endpoint.at('/rotate');
    const late = webhooks.filter(({ atMs }) => atMs >= knownAtMs);
    expect(late.length).toBeGreaterThan(1);
    expect(late.filter((webhook) => !isSignedWith(after, webhook))).toEqual([]);
    expect(webhooks.filter((webhook) => !isSignedWith(before, webhook))).toEqual([]);
  });

  it('ends at its time, for what is tried again as well', async () => {
    const { id, secret: before } = await subscribe('/ends', { retrySchedule: [4] });
    fanfare.endpoint.behave('/ends', (_, nth) => ({ status: nth === 1 ? 503 : 200 }));
    const eventId = await publish('/ends');
    await attempts('/ends', eventId);
    const { secret: after, previousExpiresAt } = await rotate(id, 1);
    const [first, second] = await attempts('/ends', eventId, 2);
    if (!first || !second) throw new Error('no attempts');
    expect(second.atMs).toBeGreaterThan(Date.parse(previousExpiresAt));
    expect([before, after].map((secret) => isSignedWith(secret, first))).toEqual([true, false]);
    expect([before, after].map((secret) => isSignedWith(secret, second))).toEqual([false, true]);
    expect(schemesOf(second)).toEqual(['v1']);
  });

  it('into a key pair goes on signing with the secret beside it', async () => {
    const { id, secret } = await subscribe('/changes');
    await fanfare.api('PATCH', `/v1/subscribers/${id}`, { signing: 'ed25519' });
    await until('it to be active again', async () => (await fanfare.subscriber(id)).status === 'active');
    const { publicKey } = (await fanfare.subscriber(id)) as SignedView;
    const webhook = await until('a webhook with both signatures', async () => {
      const [one] = await attempts('/changes', await publish('/changes'));
      return one && schemesOf(one)?.length === 2 && one;
    });
    expect(schemesOf(webhook)).toEqual(['v1a', 'v1']);
    expect([isSignedBy(publicKey, webhook), isSignedWith(secret, webhook)]).toEqual([true, true]);
  });
});

describe('the headers a subscriber wants', () => {
  const headers = { Authorization: 'Bearer open-sesame-1', 'X-Shop': 'north' };

  it('come with every webhook beside ours; the API and the log know only their names', async () => {
    const { id, secret } = await subscribe('/headers', { headers });
    const eventId = await publish('/headers');
    const [webhook] = await attempts('/headers', eventId);
    if (!webhook) throw new Error('no webhook');
    expect(webhook.headers).toMatchObject({ authorization: 'Bearer open-sesame-1', 'x-shop': 'north' });
    expect(webhook.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': eventId });
    expect(isSignedWith(secret, webhook)).toBe(true);
    await fanfare.settled(id, eventId, 'delivered');
    const view = (await fanfare.subscriber(id)) as SignedView;
    expect(view.headerNames).toEqual(['Authorization', 'X-Shop']);
    expect(JSON.stringify([view, fanfare.log])).not.toContain('open-sesame-1');
  });

  it('are replaced as a whole, and seen to be others', async () => {
    const { id } = await subscribe('/replaced', { headers });
    const before = ((await fanfare.subscriber(id)) as SignedView).headersDigest;
    await fanfare.api('PATCH', `/v1/subscribers/${id}`, { headers: { 'X-Shop': 'south' } });
    const after = ((await fanfare.subscriber(id)) as SignedView).headersDigest;
    expect(before === after).toBe(false);
    const webhook = await until('a webhook with the new headers', async () => {
      const [one] = await attempts('/replaced', await publish('/replaced'));
      return one?.headers['x-shop'] === 'south' && one;
    });
    expect(webhook.headers).not.toHaveProperty('authorization');
  });

  it('are refused where they are ours to say', async () => {
    const input = { name: 'x', url: fanfare.endpoint.url('/x'), eventTypes: ['x'], headers: { 'Webhook-Id': '1' } };
    expect(await fanfare.api('POST', '/v1/subscribers', input)).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'headers.Webhook-Id', message: 'cannot be set: it is for the signature' }] },
    });
  });
});
