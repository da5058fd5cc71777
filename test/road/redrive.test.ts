import { StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { DeadLetters } from './dead-letters.ts';

let fanfare: TestPlatform;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
});
afterAll(() => fanfare.stop());

const some = (count: number, type = 'happened') => Array.from({ length: count }, () => type);

describe('a redrive', () => {
  it('of all delivers every dead letter once, as the next round', async () => {
    const letters = (await DeadLetters.make(fanfare, '/all', some(25))).heal();
    const redrive = await letters.run('redrives');
    expect(redrive).toMatchObject({ status: 'completed', moved: 25, total: 25 });
    await letters.arrive(letters.eventIds);
    const delivery = await fanfare.settled(letters.id, letters.eventIds[0] ?? '', 'delivered');
    expect(delivery).toMatchObject({ round: 2, attempts: [{ number: 1 }, { number: 2 }, { number: 3, round: 2 }] });
    expect(await letters.queued()).toBe(0);
    expect(await letters.listed()).toEqual([]);
  });

  it('of chosen events touches only these, and says which of them are no dead letters', async () => {
    const letters = (await DeadLetters.make(fanfare, '/chosen', some(30))).heal();
    const chosen = letters.eventIds.slice(10, 17);
    const redrive = await letters.run('redrives', { eventIds: [...chosen, 'evt_nobody_knows'] });
    expect(redrive).toMatchObject({ status: 'completed', moved: 7, total: 8, missing: ['evt_nobody_knows'] });
    await letters.arrive(chosen);
    await letters.countIs(23);
    const listed = (await letters.listed()).map(({ eventId }) => eventId);
    expect(listed.sort()).toEqual(letters.eventIds.filter((eventId) => !chosen.includes(eventId)).sort());
  });

  it('by filter takes what the filter finds', async () => {
    const letters = (await DeadLetters.make(fanfare, '/filter', [...some(5, 'paid'), ...some(8, 'sent')])).heal();
    const redrive = await letters.run('redrives', { filter: { eventType: 'filter.paid' }, ratePerSecond: 4 });
    expect(redrive).toMatchObject({ status: 'completed', moved: 5, total: 5 });
    expect(Date.parse(redrive.finishedAt ?? '') - Date.parse(redrive.startedAt ?? '')).toBeGreaterThan(1000);
    await letters.arrive(letters.eventIds.slice(0, 5));
    await letters.countIs(8);
  });

  it('of what fails again leaves it dead, after another round', async () => {
    const letters = await DeadLetters.make(fanfare, '/again', some(3));
    await letters.run('redrives');
    await until(
      'the second death',
      async () => (await letters.listed()).filter(({ round }) => round === 2).length === 3,
    );
    await letters.countIs(3);
    const redrive = await letters.heal().run('redrives', { eventIds: letters.eventIds });
    expect(redrive).toMatchObject({ status: 'completed', moved: 3 });
    await letters.arrive(letters.eventIds);
  });

  it('leaves the list right while the subscriber is paused', async () => {
    const letters = (await DeadLetters.make(fanfare, '/paused', some(4))).heal();
    await fanfare.api('POST', `/v1/subscribers/${letters.id}/pause`);
    await until('it to be paused', async () => (await fanfare.subscriber(letters.id)).status === 'paused');
    expect(await letters.run('redrives')).toMatchObject({ status: 'completed', moved: 4 });
    expect(await letters.listed()).toEqual([]);
    expect((await fanfare.subscriber(letters.id)).queue).toMatchObject({ depth: 4, deadLetters: 0 });
  });

  it('leaves dead what it had no letter of', async () => {
    const letters = (await DeadLetters.make(fanfare, '/taken', some(6))).heal();
    const taken = await letters.takeOut(2);
    expect(await letters.run('redrives')).toMatchObject({ status: 'completed', moved: 4 });
    await letters.arrive(letters.eventIds.filter((eventId) => !taken.includes(eventId)));
    const listed = async () => (await letters.listed()).map(({ eventId }) => eventId).sort();
    await until('the others to be delivered', async () => (await listed()).length === 2);
    expect(await listed()).toEqual([...taken].sort());
  });

  it('can be cancelled: what was moved stays moved, the rest stays', async () => {
    const letters = (await DeadLetters.make(fanfare, '/cancelled', some(40))).heal();
    for (const body of [{ ratePerSecond: 4 }, { filter: { eventType: 'cancelled.happened' }, ratePerSecond: 4 }]) {
      const before = await letters.queued();
      const { id } = await letters.start('redrives', body);
      await until('some to be moved', async () => (await letters.queued()) < before);
      const { status } = await fanfare.api('POST', `/v1/redrives/${id}/cancel`);
      expect(status).toBe(202);
      const over = await letters.over('redrives', { id, status: '', examined: 0 });
      expect(over.status).toBe('cancelled');
      const left = await letters.queued();
      expect(left).toBeGreaterThan(0);
      expect(over.moved).toBe(before - left);
    }
    const again = await fanfare.api<{ detail: string }>('POST', `/v1/redrives/red_${'0'.repeat(32)}/cancel`);
    expect(again.status).toBe(404);
  });

  it('is refused while another job is at work, and names it; a job that is over cannot be cancelled', async () => {
    const letters = await DeadLetters.make(fanfare, '/locked', some(10));
    const first = await letters.start('redrives', { ratePerSecond: 2 });
    const path = `/v1/subscribers/${letters.id}/discards`;
    const refused = await fanfare.api<{ detail: string }>('POST', path, { all: true });
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain(first.id);
    await fanfare.api('POST', `/v1/redrives/${first.id}/cancel`);
    await letters.over('redrives', first);
    const over = await fanfare.api<{ detail: string }>('POST', `/v1/redrives/${first.id}/cancel`);
    expect(over).toMatchObject({
      status: 409,
      body: { detail: `The redrive ${first.id} is over already: it is cancelled.` },
    });
  });

  it('waits until a move task is over that somebody else began', async () => {
    const letters = (await DeadLetters.make(fanfare, '/theirs', some(8))).heal();
    const { TaskHandle } = await moveInTheConsole(letters.id, { MaxNumberOfMessagesPerSecond: 2 });
    expect(TaskHandle).toBeDefined();
    const redrive = await letters.run('redrives');
    expect(redrive).toMatchObject({ status: 'completed', moved: 0 });
    await letters.arrive(letters.eventIds);
  });

  it('is refused while the subscriber is disabled', async () => {
    const letters = await DeadLetters.make(fanfare, '/disabled', some(1));
    await fanfare.api('POST', `/v1/subscribers/${letters.id}/disable`);
    const path = `/v1/subscribers/${letters.id}/redrives`;
    const refused = await fanfare.api<{ detail: string }>('POST', path, {});
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain('Enable it first');
  });
});

it("the AWS console's own redrive delivers dead letters as the next round", async () => {
  const letters = (await DeadLetters.make(fanfare, '/console', some(5))).heal();
  await moveInTheConsole(letters.id);
  await letters.arrive(letters.eventIds);
  const delivery = await fanfare.settled(letters.id, letters.eventIds[0] ?? '', 'delivered');
  expect(delivery).toMatchObject({ round: 2 });
  expect(await letters.listed()).toEqual([]);
});

function moveInTheConsole(id: string, pace: { readonly MaxNumberOfMessagesPerSecond?: number } = {}) {
  const DestinationArn = `arn:aws:sqs:us-east-1:000000000000:fanfare-local-${id}`;
  const task = { SourceArn: `${DestinationArn}-dlq`, DestinationArn, ...pace };
  return fanfare.sqs.send(new StartMessageMoveTaskCommand(task));
}
