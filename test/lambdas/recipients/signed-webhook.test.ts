import { describe, expect, it } from 'vitest';
import { formatSecret, newKeyPair, signingKey, verifyingKey } from '../../../core/signing-key.ts';
import type { Subscriber } from '../../../core/subscriber.ts';
import { verifySignature } from '../../../core/verify-signature.ts';
import { signedWebhook } from '../../../lambdas/recipients/signed-webhook.ts';
import type { Recipient } from '../../../lambdas/recipients/subscriber-cache.ts';

const AT = new Date('2026-11-01T10:00:00.900Z');
const EVENT = { id: 'evt_1', type: 'invoice.paid', time: '2026-11-01T09:00:00Z', dataText: '{"n":1}' };
const SECRET = formatSecret(new Uint8Array(32));
const PAIR = newKeyPair(new Uint8Array(32));

const subscriber: Subscriber = {
  ...{ id: 'sub_1', name: 'one', eventTypes: ['*'], desired: 'active', status: 'active', secrets: [], version: 1 },
  ...{ createdAt: '2026-10-01T00:00:00Z', updatedAt: '2026-10-01T00:00:00Z' },
};
const recipient = (more: Partial<Recipient> = {}): Recipient => ({
  subscriber,
  headers: {},
  keysAt: () => [signingKey(SECRET)],
  ...more,
});

describe('a signed webhook', () => {
  it('is the same bytes whoever takes it, signed as of its attempt', () => {
    const { headers, body } = signedWebhook(EVENT, recipient(), AT, 'Fanfare/1');
    expect(body.toString()).toBe('{"type":"invoice.paid","timestamp":"2026-11-01T09:00:00Z","data":{"n":1}}');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'Fanfare/1',
      'webhook-id': 'evt_1',
      'webhook-timestamp': '1793527200',
    });
    expect(verifySignature({ headers, body }, [verifyingKey(SECRET)], AT.getTime())).toEqual({ ok: true });
  });

  it('carries a signature of each key, whatever its kind', () => {
    const keys = [PAIR.secret, SECRET].map(signingKey);
    const webhook = signedWebhook(EVENT, recipient({ keysAt: () => keys }), AT, 'Fanfare/1');
    for (const key of [PAIR.publicKey, SECRET]) {
      expect(verifySignature(webhook, [verifyingKey(key)], AT.getTime())).toEqual({ ok: true });
    }
  });

  it('asks for the keys of its own moment', () => {
    const asked: number[] = [];
    const keysAt = (timeMs: number) => {
      asked.push(timeMs);
      return [signingKey(SECRET)];
    };
    signedWebhook(EVENT, recipient({ keysAt }), AT, 'Fanfare/1');
    expect(asked).toEqual([AT.getTime()]);
  });

  it('carries the headers its subscriber wants, but none in place of ours, in any case', () => {
    const wanted = { Authorization: 'Bearer abc', 'Content-Type': 'text/plain', 'WEBHOOK-ID': 'evt_2', Host: 'x' };
    const { headers } = signedWebhook(EVENT, recipient({ headers: wanted }), AT, 'Fanfare/1');
    expect(Object.keys(headers).sort()).toEqual([
      ...['Authorization', 'content-type', 'user-agent', 'webhook-id', 'webhook-signature', 'webhook-timestamp'],
    ]);
    expect(headers).toMatchObject({ Authorization: 'Bearer abc', 'webhook-id': 'evt_1' });
  });

  it('is not made without a key: nobody could trust it', () => {
    const keyless = () => signedWebhook(EVENT, recipient({ keysAt: () => [] }), AT, 'Fanfare/1');
    expect(keyless).toThrow('The subscriber sub_1 has no secret to sign with.');
  });
});
