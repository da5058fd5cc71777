/** May a page that somebody has open call the local AWS, by way of their browser? */
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningSqs, startSqs } from './start-sqs.ts';

let running: RunningSqs;

beforeAll(async () => {
  running = await startSqs();
});
afterAll(() => running.stop());

async function create(queue: string, headers: http.OutgoingHttpHeaders) {
  const { hostname, port } = new URL(running.url);
  const target = { 'x-amz-target': 'AmazonSQS.CreateQueue', 'content-type': 'application/x-amz-json-1.0' };
  const request = http.request({ hostname, port, method: 'POST', headers: { ...target, ...headers } });
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    request
      .on('response', resolve)
      .on('error', reject)
      .end(JSON.stringify({ QueueName: queue }));
  });
  return { status: response.statusCode, body: await text(response) };
}

async function queues(): Promise<readonly string[]> {
  return (await running.client.send(new ListQueuesCommand())).QueueUrls ?? [];
}

describe('the local AWS', () => {
  it.each([{ origin: 'http://evil.example' }, { 'sec-fetch-site': 'cross-site' }, { host: 'evil.example' }])(
    'does nothing for a page of another site: %j',
    async (headers) => {
      const answer = await create('theirs', headers);
      expect(answer).toMatchObject({ status: 403, body: expect.stringContaining('other sites') as string });
      expect(await queues()).toEqual([]);
    },
  );

  it('does what a client asks that is no browser', async () => {
    expect(await create('ours', {})).toMatchObject({ status: 200 });
    expect(await queues()).toEqual([expect.stringMatching(/\/ours$/)]);
  });
});
