/** What an API can answer that is no answer, or an odd one: each is told in a sentence. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../until.ts';
import { endAll, FanfareProcess, fanfare } from './fanfare-process.ts';

type Answer = (response: http.ServerResponse, url: URL, method: string) => void;

let api: http.Server;
let args: readonly string[];
let asked: string[] = [];
let answer: Answer;

beforeAll(async () => {
  api = http.createServer((request, response) => {
    const { method = '', url = '' } = request;
    asked.push(`${method} ${url}`);
    request.resume().once('end', () => answer(response, new URL(url, 'http://api'), method));
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  args = ['--api-url', `http://127.0.0.1:${(api.address() as AddressInfo).port}`];
});
afterAll(() => {
  endAll();
  api.closeAllConnections();
  api.close();
});
beforeEach(() => {
  asked = [];
});

const says =
  (body: unknown, status = 200): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const cutsOff: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"items":[');
  setTimeout(() => response.destroy(), 20);
};

describe('what the gateway says of who signed is told apart:', () => {
  it.each([
    ['The security token included in the request is expired', /Your AWS credentials have expired\. Log in \(`aws sso/],
    ['The security token included in the request is invalid.', /AWS does not know these credentials\. Log in/],
    ['Signature expired: 20261121T030000Z is now earlier than 20261121T031000Z', /set the clock of this machine right/],
    ['Signature not yet current: 20261121T033000Z is still later than', /set the clock of this machine right/],
    ['Forbidden', /they need execute-api:Invoke/],
  ])('%s', async (message, sentence) => {
    answer = says({ message }, 403);
    const { code, stderr } = await fanfare([...args, 'subscribers', 'list']);
    expect(code).toBe(1);
    expect(stderr).toMatch(sentence);
  });
});

describe('an answer that is cut off', () => {
  it('is asked for again where that does no harm', async () => {
    answer = (...to) => (asked.length === 1 ? cutsOff(...to) : says({ items: [] })(...to));
    expect((await fanfare([...args, 'subscribers', 'list'])).code).toBe(0);
    expect(asked).toHaveLength(2);
  });

  it('is told otherwise: what was asked may have been done', async () => {
    answer = (response, url, method) =>
      method === 'POST'
        ? cutsOff(response, url, method)
        : says({ items: [{ id: 'sub_1', name: 'B' }] })(response, url, method);
    const { code, stderr } = await fanfare([...args, 'subscribers', 'test', 'B']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Failed: The API at \S+ broke off its answer \(\S+\)\. What was asked may have been done/);
  });
});

it('--all with --cursor lists what follows that page', async () => {
  answer = (response, url, method) => {
    const isFirst = url.searchParams.get('cursor') === 'c1';
    says(isFirst ? { items: [], cursor: 'c2' } : { items: [] })(response, url, method);
  };
  expect((await fanfare([...args, 'dead-letters', 'list', '--all', '--cursor', 'c1'])).code).toBe(0);
  expect(asked.map((line) => new URL(line.slice(4), 'http://api').searchParams.get('cursor'))).toEqual(['c1', 'c2']);
});

describe('a job', () => {
  const job = { id: 'red_1', subscriberId: 'sub_1', status: 'running', selection: 'all', createdAt: 'then' };
  const redrive = { ...job, total: 1, examined: 2, moved: 2 };

  it('of more than were counted first, or of one, reads well', async () => {
    answer = says({ items: [redrive, { ...redrive, moved: 1 }] });
    const { stdout } = await fanfare([...args, 'redrives', 'list']);
    expect(stdout).toContain('\t2 dead letters put back on the queue\t');
    expect(stdout).toContain('\t1 of 1 dead letter put back on the queue\t');
  });

  it('that is over has nothing left to send', async () => {
    const replay = { ...job, status: 'completed', from: 'a', to: 'b', includeDelivered: false, progress: 1 };
    answer = says({ items: [replay, { ...replay, status: 'running', progress: 0 }] });
    const { stdout } = await fanfare([...args, 'replays', 'list']);
    expect(stdout).toContain('\tto its end\t');
    expect(stdout).toContain('\tnothing sent yet\t');
  });

  it('is followed in silence where JSON is read: a problem is all that is on stderr', async () => {
    answer = (...to) => says(asked.length < 3 ? redrive : { ...redrive, status: 'failed', failure: 'no' })(...to);
    const { code, stdout, stderr } = await fanfare([...args, '--json', 'redrives', 'show', 'red_1', '--wait']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'failed' });
    expect(JSON.parse(stderr)).toMatchObject({ title: 'Failed' });
  });

  it('whose API is away says so, and goes on', async () => {
    answer = says(redrive);
    const following = new FanfareProcess([...args, 'redrives', 'show', 'red_1', '--wait']);
    await until('it to be followed', () => following.stderr.includes('put back on the queue'));
    answer = says({ message: 'Internal Server Error' }, 500);
    await until('that to be told', () => following.stderr.includes('The API does not answer as it should'));
    answer = says({ ...redrive, status: 'completed' });
    expect(await following.ended).toMatchObject({ code: 0 });
  });
});

it('a delivery whose dead letter was discarded is marked in the list', async () => {
  const delivery = { subscriberId: 'sub_1', eventId: 'e1', eventType: 'a', eventTime: 't', attempts: [] };
  const dead = { ...delivery, status: 'dead', deadReason: 'endpoint-gone' };
  answer = says({ items: [{ ...dead, discardedAt: 'now' }, dead] });
  const { stdout } = await fanfare([...args, 'deliveries', 'list', '--event', 'e1']);
  expect(stdout.split('\n').map((line) => line.split('\t').at(-1))).toEqual([
    'endpoint-gone, discarded',
    'endpoint-gone',
    '',
  ]);
});
