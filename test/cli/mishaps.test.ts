/** What the network and other people do while the command line is at work. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type SubscriberView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { endAll, FanfareProcess, fanfare } from './fanfare-process.ts';

/** Between the command line and the API: what happens to a request before it is passed on, and to its answer. */
interface Mishap {
  readonly before?: (method: string, url: string) => Promise<void> | void;
  readonly rewrite?: (method: string, answer: string) => string;
  /** The answer gets lost. */
  readonly isAnswerLost?: (method: string, url: string) => boolean;
}

const folder = mkdtempSync(path.join(tmpdir(), 'fanfare-mishaps-'));
let platform: TestPlatform;
let proxy: http.Server;
let mishap: Mishap = {};

beforeAll(async () => {
  platform = await TestPlatform.start();
  proxy = http.createServer((request, response) => void passOn(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => proxy.once('listening', resolve));
});
afterAll(async () => {
  endAll();
  proxy.closeAllConnections();
  proxy.close();
  await platform.stop();
});
beforeEach(() => {
  mishap = {};
});

async function passOn(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const { method = 'GET', url = '/', headers } = request;
  const body = await buffer(request);
  await mishap.before?.(method, url);
  const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, ...kept } = headers;
  const answer = await fetch(`${platform.platform.apiUrl}${url}`, {
    method,
    headers: kept as Record<string, string>,
    ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
  });
  const said = await answer.text();
  const text = mishap.rewrite?.(method, said) ?? said;
  if (mishap.isAnswerLost?.(method, url)) return void request.socket.destroy();
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
}

const env = () => ({ FANFARE_API_URL: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` });
const some = (name: string) => ({ name, url: platform.endpoint.url('/any'), eventTypes: ['nothing.happens'] });
const list = async (q: string) =>
  (await platform.api<{ items: (SubscriberView & { timeoutSeconds?: number })[] }>('GET', `/v1/subscribers?q=${q}`))
    .body.items;

function manifest(name: string, subscribers: readonly object[]): string {
  const file = path.join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify({ manifest: name, subscribers }));
  return file;
}

it('a registration whose answer is lost makes one subscriber, and its secret is shown', async () => {
  let lost = 0;
  mishap = { isAnswerLost: (method) => method === 'POST' && lost++ === 0 };
  const settings = JSON.stringify(some('Lost'));
  const { code, stdout } = await fanfare(['--json', 'subscribers', 'create', '--file', '-'], {
    env: env(),
    input: settings,
  });
  expect(code).toBe(0);
  const created = JSON.parse(stdout) as SubscriberView;
  expect(created.secret).toMatch(/^whsec_/);
  expect((await list('Lost')).map(({ id }) => id)).toEqual([created.id]);
  expect(lost).toBe(2);
});

it('who is changed by somebody else between plan and apply is left as they made it', async () => {
  const first = manifest('race', [some('Raced'), some('Not raced')]);
  expect((await fanfare(['subscribers', 'apply', '-f', first, '--yes'], { env: env() })).code).toBe(0);
  const [raced] = await list('Raced');
  let isFaster = true;
  mishap = {
    before: async (method, url) => {
      if (method !== 'PATCH' || !url.endsWith(raced?.id ?? '') || !isFaster) return;
      isFaster = false;
      await platform.api('PATCH', url, { timeoutSeconds: 11 });
    },
  };
  const second = manifest(
    'race',
    [some('Raced'), some('Not raced')].map((each) => ({ ...each, timeoutSeconds: 7 })),
  );
  const { code, stderr } = await fanfare(['subscribers', 'apply', '-f', second, '--yes'], { env: env() });
  expect(code).toBe(1);
  expect(stderr).toContain('was changed by somebody else since the plan: apply again');
  expect([await list('Raced'), await list('Not raced')].map(([one]) => one?.timeoutSeconds)).toEqual([11, 7]);
  expect((await fanfare(['subscribers', 'apply', '-f', second, '--yes'], { env: env() })).code).toBe(0);
  expect((await list('Raced'))[0]?.timeoutSeconds).toBe(7);
});

it('a key of the metadata is set over what is there, not over what somebody has just made of it', async () => {
  const { id } = (await platform.api<SubscriberView>('POST', '/v1/subscribers', some('Metadata'))).body;
  mishap = {
    before: async (method, url) => {
      if (method === 'PATCH') await platform.api('PATCH', url, { metadata: { theirs: 'x' } });
    },
  };
  const { code, stderr } = await fanfare(['subscribers', 'update', id, '--metadata', 'ours=y'], { env: env() });
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('not 1: read it again') as string,
  });
  expect(await platform.subscriber(id)).toMatchObject({ metadata: { theirs: 'x' } });
});

it('Ctrl-C while applying begins nothing more, and shows the secrets of what was made', async () => {
  let begun = 0;
  mishap = {
    before: async (method) => {
      if (method === 'POST' && ++begun > 3) await until('the signal', () => isStopped);
    },
  };
  let isStopped = false;
  const many = manifest(
    'stopped',
    Array.from({ length: 30 }, (_, n) => some(`Stopped ${n}`)),
  );
  const running = new FanfareProcess(['subscribers', 'apply', '-f', many, '--yes'], { env: env() });
  await until('eight to be under way', () => begun >= 8);
  running.signal('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 100));
  isStopped = true;
  const { code, stdout, stderr } = await running.ended;
  expect(code).toBe(130);
  const made = await list('Stopped');
  expect(made.length).toBeLessThan(30);
  expect(stderr).toContain(`Stopped: ${30 - made.length} of 30 were not begun.`);
  const shown = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  expect(shown.map(([, id]) => id).sort()).toEqual(made.map(({ id }) => id).sort());
  for (const [, , , , secret] of shown) expect(secret).toMatch(/^whsec_/);
});

it('who waits for a change and is stopped has seen what was answered so far', async () => {
  let isAsked = false;
  mishap = {
    rewrite: (method, text) => {
      isAsked ||= method === 'GET';
      return text.replace('"status":"active"', '"status":"provisioning"');
    },
  };
  const settings = JSON.stringify(some('Awaited'));
  const args = ['--json', 'subscribers', 'create', '--file', '-', '--wait'];
  const running = new FanfareProcess(args, { env: env(), input: settings });
  await until('it to be waited for', () => isAsked);
  running.signal('SIGINT');
  const { code, stdout } = await running.ended;
  expect(code).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({ secret: expect.stringMatching(/^whsec_/) as string });
});

/** Of a subscriber that has no dead letters: over at once. */
async function redriveOf(name: string): Promise<FanfareProcess> {
  const { id } = await platform.subscribe(`/${name}`, { name, eventTypes: ['nothing.happens'] });
  return new FanfareProcess(['--json', 'dead-letters', 'redrive', id, '--all'], { env: env() });
}

it('a job is followed on though the API was away for longer than a few tries', async () => {
  let lost = 0;
  mishap = { isAnswerLost: (method, url) => method === 'GET' && url.startsWith('/v1/redrives/') && lost++ < 4 };
  const { code, stdout } = await (await redriveOf('Away')).ended;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'completed' });
  expect(lost).toBeGreaterThan(4);
});

it('a job that fails ends with 1, and says why', async () => {
  const failed = '"status":"failed","failure":"The queue is gone."';
  mishap = {
    rewrite: (method, answer) => (method === 'GET' ? answer.replace('"status":"completed"', failed) : answer),
  };
  const { code, stdout, stderr } = await (await redriveOf('Failed')).ended;
  expect(code).toBe(1);
  const job = JSON.parse(stdout) as { id: string };
  expect(job).toMatchObject({ status: 'failed', failure: 'The queue is gone.' });
  expect(stderr).toContain(`The redrive ${job.id} has failed: The queue is gone.`);
});
