import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReceivedWebhook } from '../endpoint.ts';
import { newEventId, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';

interface Rotated {
  readonly secret: string;
  readonly previousExpiresAt: string;
}

let fanfare: TestPlatform;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
});
afterAll(() => fanfare.stop());

const rotate = (id: string, body?: object) =>
  fanfare.api<Rotated & { detail: string }>('POST', `/v1/subscribers/${id}/secrets`, body);

function verifies(secret: string, { body, headers }: ReceivedWebhook): boolean {
  try {
    new Webhook(secret).verify(body, { ...headers });
    return true;
  } catch {
    return false;
  }
}

describe('a rotation', () => {
  it('under load: who knows the old secret until half-way and only the new one after verifies everything', async () => {
    const { id, secret: old } = await fanfare.subscribe('/rotated', { eventTypes: ['load.goes.on'] });
    let known = old;
    const unverified: ReceivedWebhook[] = [];
    fanfare.endpoint.behave('/rotated', (webhook) => {
      const isVerified = verifies(known, webhook);
      if (!isVerified) unverified.push(webhook);
      return { status: isVerified ? 200 : 401 };
    });
    let isOver = false;
    const load = publishSteadily(200, () => isOver);
    await until('the load to arrive', () => fanfare.endpoint.at('/rotated').length >= 200);
    const { status, body } = await rotate(id);
    expect(status).toBe(200);
    known = body.secret; // from the moment anybody can know it
    const before = fanfare.endpoint.at('/rotated').length;
    await until('more to arrive', () => fanfare.endpoint.at('/rotated').length >= before + 400);
    isOver = true;
    const published = await load;
    await until('all to arrive', () => fanfare.endpoint.at('/rotated').length >= published);
    expect(unverified.map(({ headers }) => headers['webhook-signature'])).toEqual([]);
    expect(fanfare.endpoint.at('/rotated').at(-1)?.headers['webhook-signature']?.split(' ')).toHaveLength(2);
    expect(body.secret).not.toBe(old);
  });

  it('with an overlap of some seconds: the old secret signs no more after it', async () => {
    const { id, secret: old } = await fanfare.subscribe('/overlapped', { eventTypes: ['after.overlap'] });
    const { body } = await rotate(id, { overlapSeconds: 4 });
    const leftMs = Date.parse(body.previousExpiresAt) - Date.now();
    expect(leftMs).toBeLessThanOrEqual(4000);
    await sleep(Math.max(leftMs + 50, 0));
    const [eventId = ''] = await fanfare.publish({ DetailType: 'after.overlap' });
    await fanfare.settled(id, eventId, 'delivered');
    const [webhook] = fanfare.endpoint.at('/overlapped');
    expect(webhook && [verifies(body.secret, webhook), verifies(old, webhook)]).toEqual([true, false]);
    const { body: shown } = await fanfare.api('GET', `/v1/subscribers/${id}`);
    expect(shown).toMatchObject({ signingKeys: [{ createdAt: expect.any(String) as string }] });
    expect(JSON.stringify(shown)).not.toContain(body.secret.slice(6));
  });

  it('with no overlap: at once', async () => {
    const { id, secret: old } = await fanfare.subscribe('/at-once', { eventTypes: ['no.overlap'] });
    const { body } = await rotate(id, { overlapSeconds: 0 });
    const [eventId = ''] = await fanfare.publish({ DetailType: 'no.overlap' });
    await fanfare.settled(id, eventId, 'delivered');
    const [webhook] = fanfare.endpoint.at('/at-once');
    expect(webhook && [verifies(body.secret, webhook), verifies(old, webhook)]).toEqual([true, false]);
  });

  it('is refused when five secrets are valid, by a change of signing as well', { timeout: 60_000 }, async () => {
    const { id } = await fanfare.subscribe('/piled-up');
    const signings = ['ed25519', 'hmac-sha256', 'ed25519', 'hmac-sha256'];
    const patch = (signing?: string) => fanfare.api<{ detail: string }>('PATCH', `/v1/subscribers/${id}`, { signing });
    for (const signing of signings) expect((await patch(signing)).status).toBe(200);
    for (const { status, body } of [await patch('ed25519'), await rotate(id)]) {
      expect([status, body.detail]).toMatchObject([409, expect.stringContaining('has 5 secrets that are valid')]);
    }
    expect((await rotate(id, { overlapSeconds: 0 })).status).toBe(200);
  });

  it.each([
    [{ overlapSeconds: -1 }, 'overlapSeconds'],
    [{ overlapSeconds: 604_801 }, 'overlapSeconds'],
    [{ overlap: 5 }, 'overlap'],
  ])('with %j is refused', async (input, path) => {
    const { id } = await fanfare.subscribe('/refused');
    const { status, body } = await rotate(id, input);
    expect([status, body]).toMatchObject([400, { errors: [{ path }] }]);
  });
});

/** Publishes about so many a second, ten at a time, until `isOver`. Answers how many. */
async function publishSteadily(perSecond: number, isOver: () => boolean): Promise<number> {
  let published = 0;
  const startedAt = Date.now();
  while (!isOver()) {
    const entries = Array.from({ length: 10 }, () => ({
      DetailType: 'load.goes.on',
      Detail: JSON.stringify({ eventId: newEventId() }),
    }));
    await fanfare.publish(...entries);
    published += 10;
    await sleep(Math.max(startedAt + (published / perSecond) * 1000 - Date.now(), 0));
  }
  return published;
}
