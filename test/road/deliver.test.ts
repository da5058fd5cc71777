import { ReceiveMessageCommand, SendMessageBatchCommand, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import examples from '@octokit/webhooks-examples' with { type: 'json' };
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeliveryView, newEventId, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';

let fanfare: TestPlatform;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
});
afterAll(() => fanfare.stop());

const event = (eventId: string, type = 'invoice.paid') => ({
  DetailType: type,
  Detail: JSON.stringify({ eventId, amount: 12 }),
});
const attemptsOf = (path: string, eventId: string) =>
  fanfare.endpoint.at(path).filter(({ headers }) => headers['webhook-id'] === eventId);

describe('an event', () => {
  it('arrives signed at a subscriber registered a moment before, and the log shows one attempt', async () => {
    const { id } = await fanfare.subscribe('/one', { eventTypes: ['invoice.paid'] });
    const eventId = newEventId();
    await fanfare.publish({ ...event(eventId), Time: new Date('2026-11-01T10:00:00Z') });
    const delivery = await fanfare.settled(id, eventId, 'delivered');
    expect(delivery.attempts).toMatchObject([{ number: 1, outcome: 'responded', httpStatus: 200 }]);
    const [webhook, ...more] = attemptsOf('/one', eventId);
    expect(more).toEqual([]);
    expect(webhook?.isVerified).toBe(true);
    expect(webhook?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^Fanfare\/\d+\.\d+\.\d+$/) as string,
    });
    expect(JSON.parse(String(webhook?.body))).toEqual({
      type: 'invoice.paid',
      timestamp: '2026-11-01T10:00:00Z',
      data: { eventId, amount: 12 },
    });
  });

  it("carries EventBridge's id where its publisher gives none", async () => {
    const { id } = await fanfare.subscribe('/plain', { eventTypes: ['plain.happened'] });
    const [eventId = ''] = await fanfare.publish({ DetailType: 'plain.happened', Detail: '{"n":1}' });
    await fanfare.settled(id, eventId, 'delivered');
    expect(attemptsOf('/plain', eventId)).toHaveLength(1);
  });

  it('keeps its data to the byte: big integers, key order, escapes', async () => {
    const { id } = await fanfare.subscribe('/bytes', { eventTypes: ['bytes.sent'], format: 'raw' });
    const detail = '{ "z":12345678901234567890, "a":"\\u00e9\\/é✓", "n":1.10, "e":1E2 }';
    const [eventId = ''] = await fanfare.publish({ DetailType: 'bytes.sent', Detail: detail });
    await fanfare.settled(id, eventId, 'delivered');
    const [webhook] = attemptsOf('/bytes', eventId);
    expect(webhook?.body.toString('utf8')).toBe(detail);
    expect(webhook?.isVerified).toBe(true);
  });

  it('published five times with one id is posted once', async () => {
    const { id } = await fanfare.subscribe('/dedup', { eventTypes: ['dedup.*'] });
    const eventId = newEventId();
    await fanfare.publish(...Array.from({ length: 5 }, () => event(eventId, 'dedup.happened')));
    await fanfare.settled(id, eventId, 'delivered');
    await until(
      'all five to be accounted for',
      async () => {
        const { queue } = await fanfare.subscriber(id);
        return queue.depth + queue.inFlight === 0;
      },
      55,
    );
    expect(attemptsOf('/dedup', eventId)).toHaveLength(1);
    const duplicates = fanfare.logOf(eventId).map((line) => Number(line.duplicates));
    expect(duplicates.reduce((sum, n) => sum + n, 0)).toBe(4);
  });

  it('whose queue message is sent five times at once is posted once', async () => {
    const { id } = await fanfare.subscribe('/copies', { eventTypes: ['nothing.else'] });
    const eventId = newEventId();
    const body = JSON.stringify({
      ...{ version: '0', id: 'x', source: 's', account: '000000000000', region: 'us-east-1', resources: [] },
      ...{ 'detail-type': 'copied', time: '2026-11-01T10:00:00Z', detail: { eventId } },
    });
    const Entries = Array.from({ length: 5 }, (_, at) => ({ Id: String(at), MessageBody: body }));
    await fanfare.sqs.send(new SendMessageBatchCommand({ QueueUrl: fanfare.queueUrl(id), Entries }));
    await fanfare.settled(id, eventId, 'delivered');
    await until(
      'all copies to be accounted for',
      async () => {
        const { queue } = await fanfare.subscriber(id);
        return queue.depth + queue.inFlight === 0;
      },
      55,
    );
    expect(attemptsOf('/copies', eventId)).toHaveLength(1);
    expect(fanfare.logOf(eventId).reduce((sum, line) => sum + Number(line.duplicates), 0)).toBe(4);
  });
});

describe('real payloads', () => {
  it('of GitHub arrive each once, deep-equal, with the same bytes on every attempt', async () => {
    const { id } = await fanfare.subscribe('/github', { eventTypes: ['gh.*'], retrySchedule: [1, 1] });
    fanfare.endpoint.behave('/github', (_, nth) => ({ status: nth === 1 ? 503 : 200 }));
    const published = (examples as unknown as { name: string; examples: Record<string, unknown>[] }[]).flatMap(
      ({ name, examples: all }) =>
        all.map((payload) => {
          const action = typeof payload.action === 'string' ? `.${payload.action}` : '';
          return { DetailType: `gh.${name}${action}`, Detail: JSON.stringify(payload), payload };
        }),
    );
    const ids: string[] = [];
    for (const { DetailType, Detail } of published) ids.push(...(await fanfare.publish({ DetailType, Detail })));
    expect(ids.length).toBeGreaterThan(200);
    await until('all second attempts', () => fanfare.endpoint.at('/github').length >= 2 * ids.length && true, 90);
    for (const [at, eventId] of ids.entries()) {
      const webhooks = attemptsOf('/github', eventId);
      expect(webhooks).toHaveLength(2);
      const [first, second] = webhooks;
      expect(first?.body.equals(second?.body ?? Buffer.of())).toBe(true);
      expect(webhooks.every(({ isVerified }) => isVerified)).toBe(true);
      const body = JSON.parse(String(first?.body)) as { type: string; data: unknown };
      expect(body).toEqual({ ...body, type: published[at]?.DetailType, data: published[at]?.payload });
    }
    await fanfare.settled(id, ids.at(-1) ?? '', 'delivered');
  }, 120_000);
});

describe('an endpoint that fails', () => {
  it('twice, then answers: three attempts, one id, fresh timestamps', async () => {
    const { id } = await fanfare.subscribe('/twice', { eventTypes: ['twice.*'], retrySchedule: [1, 1] });
    fanfare.endpoint.behave('/twice', (_, nth) => (nth <= 2 ? { status: 503, body: 'not now' } : { status: 200 }));
    const eventId = newEventId();
    await fanfare.publish(event(eventId, 'twice.failed'));
    const delivery = await fanfare.settled(id, eventId, 'delivered');
    expect(delivery.attempts).toMatchObject([
      { number: 1, httpStatus: 503, response: 'not now' },
      { number: 2, httpStatus: 503, response: 'not now' },
      { number: 3, httpStatus: 200 },
    ]);
    const webhooks = attemptsOf('/twice', eventId);
    expect(webhooks).toHaveLength(3);
    expect(webhooks.every(({ isVerified }) => isVerified)).toBe(true);
    const timestamps = webhooks.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(timestamps[2]).toBeGreaterThan(timestamps[0] ?? 0);
  });

  it('and asks for three seconds with Retry-After gets them', async () => {
    const { id } = await fanfare.subscribe('/later', { eventTypes: ['later.*'], retrySchedule: [1, 1] });
    fanfare.endpoint.behave('/later', (_, nth) =>
      nth === 1 ? { status: 503, headers: { 'retry-after': '3' } } : { status: 200 },
    );
    const eventId = newEventId();
    await fanfare.publish(event(eventId, 'later.please'));
    await fanfare.settled(id, eventId, 'delivered');
    const [first, second] = attemptsOf('/later', eventId);
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(3_000);
  });

  it.each<[string, Parameters<TestPlatform['endpoint']['behave']>[1], Partial<DeliveryView['attempts'][number]>]>([
    ['/redirects', () => ({ status: 302, headers: { location: '/elsewhere' } }), { httpStatus: 302 }],
    ['/resets', () => 'reset', { outcome: 'unreachable', detail: 'reset' }],
    ['/hangs', () => 'hang', { outcome: 'timed-out', detail: 'headers' }],
  ])('%s is tried again, and its failure kept in the log', async (path, behaviour, attempt) => {
    const settings = { eventTypes: [`fail${path.replace('/', '.')}`], retrySchedule: [1], timeoutSeconds: 1 };
    const { id } = await fanfare.subscribe(path, settings);
    fanfare.endpoint.behave(path, behaviour);
    const eventId = newEventId();
    await fanfare.publish(event(eventId, settings.eventTypes[0]));
    const delivery = await fanfare.settled(id, eventId, 'dead');
    expect(delivery.attempts).toMatchObject([attempt, attempt]);
    expect(fanfare.endpoint.at('/elsewhere')).toEqual([]);
  });

  it('always is dead-lettered with its reason, and the AWS redrive brings it back once', async () => {
    const { id } = await fanfare.subscribe('/dead', { eventTypes: ['dead.*'], retrySchedule: [1] });
    fanfare.endpoint.behave('/dead', () => ({ status: 500 }));
    const eventId = newEventId();
    await fanfare.publish(event(eventId, 'dead.end'));
    expect(await fanfare.settled(id, eventId, 'dead')).toMatchObject({
      deadReason: 'attempts-exhausted',
      attempts: [{ httpStatus: 500 }, { httpStatus: 500 }],
    });
    const letter = await until('the dead letter', async () => {
      const { Messages } = await fanfare.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: fanfare.queueUrl(id, '-dlq'),
          MessageAttributeNames: ['All'],
          VisibilityTimeout: 0,
        }),
      );
      return Messages?.[0];
    });
    expect(letter.MessageAttributes).toMatchObject({
      reason: { StringValue: 'attempts-exhausted' },
      eventId: { StringValue: eventId },
      attempts: { StringValue: '2' },
      lastStatus: { StringValue: '500' },
    });

    fanfare.endpoint.behave('/dead', () => ({ status: 200 }));
    const arn = (suffix: string) => `arn:aws:sqs:us-east-1:000000000000:fanfare-local-${id}${suffix}`;
    const redrive = { SourceArn: arn('-dlq'), DestinationArn: arn('') };
    await fanfare.sqs.send(new StartMessageMoveTaskCommand(redrive));
    const delivered = await fanfare.settled(id, eventId, 'delivered');
    expect(delivered.attempts).toMatchObject([
      { number: 1, httpStatus: 500 },
      { number: 2, httpStatus: 500 },
      { number: 3, httpStatus: 200, round: 2 },
    ]);

    const Entries = [{ Id: '0', MessageBody: letter.Body }];
    await fanfare.sqs.send(new SendMessageBatchCommand({ QueueUrl: fanfare.queueUrl(id, '-dlq'), Entries }));
    await fanfare.sqs.send(new StartMessageMoveTaskCommand(redrive));
    await until('the copy to be counted', () => fanfare.logOf(eventId).some((line) => line.decision === 'duplicate'));
    expect(attemptsOf('/dead', eventId)).toHaveLength(3);
  });

  it('with 410 is dead at once, and its subscriber is disabled', async () => {
    const { id } = await fanfare.subscribe('/gone', { eventTypes: ['gone.*'] });
    fanfare.endpoint.behave('/gone', () => ({ status: 410 }));
    const eventId = newEventId();
    await fanfare.publish(event(eventId, 'gone.now'));
    expect(await fanfare.settled(id, eventId, 'dead')).toMatchObject({ deadReason: 'endpoint-gone' });
    await until('it to be disabled', async () => {
      const { status, disabledReason } = await fanfare.subscriber(id);
      return status === 'disabled' && disabledReason === 'endpoint-gone';
    });
  });
});

describe('a message that is no event', () => {
  it('is dead-lettered with what is wrong, beside its readable neighbours', async () => {
    const { id } = await fanfare.subscribe('/unreadable', { eventTypes: ['unreadable.*'] });
    const Entries = [{ Id: '0', MessageBody: 'hello' }];
    await fanfare.sqs.send(new SendMessageBatchCommand({ QueueUrl: fanfare.queueUrl(id), Entries }));
    await until('it to be dead-lettered', async () => (await fanfare.subscriber(id)).queue.deadLetters === 1);
    expect(fanfare.endpoint.at('/unreadable')).toEqual([]);
  });
});
