/** What does `deliver` do with messages of a subscriber that fetches them itself? */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newEventId, type SubscriberView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';

let fanfare: TestPlatform;
let lambda: LambdaClient;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  lambda = new LambdaClient({ endpoint: fanfare.platform.awsUrl, region: 'us-east-1', credentials });
});
afterAll(() => fanfare.stop());

async function subscribePuller(): Promise<string> {
  const input = { name: 'puller', mode: 'pull', eventTypes: ['pulled.*'] };
  const { body } = await fanfare.api<SubscriberView>('POST', '/v1/subscribers', input);
  await until('it to be active', async () => (await fanfare.subscriber(body.id)).status === 'active');
  return body.id;
}

const message = (eventId: string) =>
  JSON.stringify({
    ...{ version: '0', id: 'x', source: 's', account: '000000000000', region: 'us-east-1', resources: [] },
    ...{ 'detail-type': 'pulled.late', time: '2026-11-01T10:00:00Z', detail: { eventId } },
  });

describe('a message of a puller', () => {
  it('that reaches `deliver` while its mapping is being removed is left in its queue, and not claimed', async () => {
    const id = await subscribePuller();
    const eventId = newEventId();
    const record = {
      ...{ messageId: 'm-1', receiptHandle: 'none', body: message(eventId), eventSource: 'aws:sqs' },
      attributes: { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1' },
      eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:fanfare-local-${id}`,
    };
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: 'fanfare-local-deliver', Payload: JSON.stringify({ Records: [record] }) }),
    );
    expect(JSON.parse(Buffer.from(answer.Payload ?? []).toString())).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm-1' }],
    });
    expect(fanfare.logOf(eventId)).toMatchObject([{ decision: 'pulled', subscriberId: id }]);
    expect(await fanfare.delivery(id, eventId)).toBeUndefined();
  });

  it('becomes a dead letter when the puller is disabled', async () => {
    const id = await subscribePuller();
    const eventId = newEventId();
    await fanfare.sqs.send(new SendMessageCommand({ QueueUrl: fanfare.queueUrl(id), MessageBody: message(eventId) }));
    await fanfare.api('POST', `/v1/subscribers/${id}/disable`);
    expect(await fanfare.settled(id, eventId, 'dead')).toMatchObject({
      deadReason: 'subscriber-disabled',
      attempts: [],
    });
    await until('its dead letter', async () => (await fanfare.subscriber(id)).queue.deadLetters === 1);
  });
});
