/** What is remembered of a subscriber, for how long, and what it costs to look again. */
import { beforeEach, describe, expect, it } from 'vitest';
import { signatureHeaders } from '../../../core/signature.ts';
import { formatSecret, newKeyPair, signingKey } from '../../../core/signing-key.ts';
import type { SigningSecret, Subscriber } from '../../../core/subscriber.ts';
import { SubscriberCache } from '../../../lambdas/recipients/subscriber-cache.ts';
import { SUBSCRIBER_MAX_AGE_MS } from '../../../lambdas/subscriber-max-age.ts';

const START = Date.parse('2026-11-01T00:00:00Z');
const OLD = formatSecret(new Uint8Array(32).fill(1));
const NEW = newKeyPair(new Uint8Array(32).fill(2)).secret;

/** A sealed text of these tests: whose it is, and what is in it. */
const sealedFor = (subscriberId: string, text: string) => JSON.stringify([subscriberId, text]);
const secret = (text: string, more: Partial<SigningSecret> = {}): SigningSecret => ({
  sealed: sealedFor('sub_1', text),
  createdAt: '2026-10-01T00:00:00Z',
  ...more,
});

let stored: Map<string, Subscriber>;
let reads: number;
let opened: string[];
let fault: Error | undefined;
let cache: SubscriberCache;

function store(changes: Partial<Subscriber> = {}): void {
  const id = changes.id ?? 'sub_1';
  stored.set(id, {
    ...{ id, name: 'one', url: 'https://example.com/', eventTypes: ['*'], desired: 'active', status: 'active' },
    ...{ secrets: [secret(OLD)], version: 1, createdAt: '2026-10-01T00:00:00Z', updatedAt: '2026-10-01T00:00:00Z' },
    ...changes,
  });
}

async function signers(atMs: number, id = 'sub_1'): Promise<string[]> {
  const { keysAt } = await cache.get(id, atMs);
  const named = [OLD, NEW].map((text) => [signatureOf(signingKey(text)), text === OLD ? 'old' : 'new']);
  return keysAt(atMs).map((key) => Object.fromEntries(named)[signatureOf(key)]);
}
const signatureOf = (key: Parameters<typeof signatureHeaders>[3][number]) =>
  signatureHeaders('evt_1', 1, 'body', [key])['webhook-signature'];

beforeEach(() => {
  stored = new Map();
  reads = 0;
  opened = [];
  fault = undefined;
  cache = new SubscriberCache({
    read: async (id) => {
      reads++;
      return stored.get(id);
    },
    open: async (subscriberId, sealed) => {
      opened.push(sealed);
      if (fault) throw fault;
      const [owner, text] = JSON.parse(sealed) as [string, string];
      if (owner !== subscriberId) throw new Error('sealed for another');
      return text;
    },
  });
  store();
});

describe('a subscriber', () => {
  it('is read once in two seconds, and what it has sealed is opened once', async () => {
    store({ headers: { names: ['x-a'], sealed: sealedFor('sub_1', '{"x-a":"1"}'), digest: '' } });
    for (let ms = 0; ms < 10_000; ms += 500) expect(await signers(START + ms)).toEqual(['old']);
    expect((await cache.get('sub_1', START + 10_000)).headers).toEqual({ 'x-a': '1' });
    expect(SUBSCRIBER_MAX_AGE_MS).toBe(2_000);
    expect(reads).toBe(6);
    expect(opened).toHaveLength(2);
  });

  it('signs with a new secret two seconds after it was stored, newest first', async () => {
    expect(await signers(START)).toEqual(['old']);
    store({ secrets: [secret(NEW), secret(OLD, { expiresAt: '2026-11-02T00:00:00Z' })] });
    expect(await signers(START + 1_999)).toEqual(['old']);
    expect(await signers(START + 2_000)).toEqual(['new', 'old']);
  });

  it('does not sign with a secret that expires while it is remembered', async () => {
    store({ secrets: [secret(NEW), secret(OLD, { expiresAt: new Date(START + 1_000).toISOString() })] });
    expect(await signers(START + 999)).toEqual(['new', 'old']);
    expect(await signers(START + 1_000)).toEqual(['new']);
    expect(reads).toBe(1);
  });

  it('that has expired secrets does not have them opened', async () => {
    store({ secrets: [secret(NEW), secret(OLD, { expiresAt: '2026-10-31T00:00:00Z' })] });
    expect(await signers(START)).toEqual(['new']);
    expect(opened).toHaveLength(1);
  });

  it('that holds what was sealed for another has nothing of it, remembered or not', async () => {
    expect(await signers(START)).toEqual(['old']);
    store({ id: 'sub_2' });
    await expect(signers(START, 'sub_2')).rejects.toThrow('sealed for another');
  });

  it('that is forgotten is read at once', async () => {
    await cache.get('sub_1', START);
    store({ desired: 'disabled' });
    cache.forget('sub_1');
    expect((await cache.get('sub_1', START)).subscriber.desired).toBe('disabled');
  });

  it.each(['paused', 'disabled', 'deleted'] as const)(
    'that was %s is read at once: it may be active again',
    async (desired) => {
      store({ desired });
      expect((await cache.get('sub_1', START)).subscriber.desired).toBe(desired);
      store();
      expect((await cache.get('sub_1', START)).subscriber.desired).toBe('active');
      await cache.get('sub_1', START + 1_999);
      expect(reads).toBe(2);
    },
  );

  it('that does not exist is an error', async () => {
    await expect(cache.get('sub_3', START)).rejects.toThrow('There is no subscriber sub_3');
  });
});

describe('what could not be opened', () => {
  it('is tried again the next time', async () => {
    fault = new Error('KMS is not there');
    await expect(signers(START)).rejects.toThrow('KMS is not there');
    fault = undefined;
    expect(await signers(START)).toEqual(['old']);
  });

  it('and what is not headers is never repeated in an error', async () => {
    store({ headers: { names: [], sealed: sealedFor('sub_1', 'hush'), digest: '' } });
    const refused = signers(START);
    await expect(refused).rejects.toThrow('The sealed headers are not JSON.');
    await expect(refused).rejects.not.toHaveProperty('cause');
  });
});
