import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeliveryView, type SubscriberView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { type Run, type RunOptions, fanfare as run } from './fanfare-process.ts';

/** How a file names the variable TOKEN. */
const TOKEN = '$' + '{TOKEN}';
const folder = mkdtempSync(path.join(tmpdir(), 'fanfare-subscribers-'));

let platform: TestPlatform;
beforeAll(async () => {
  platform = await TestPlatform.start();
});
afterAll(() => platform.stop());

const fanfare = (args: readonly string[], options: RunOptions = {}) =>
  run(args, { ...options, env: { FANFARE_API_URL: platform.platform.apiUrl, ...options.env } });

/** What it answers with `--json`: one document, and nothing else. */
async function answer<T>(...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await fanfare(['--json', ...args]);
  if (code !== 0) throw new Error(`ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

const create = (name: string, ...more: readonly string[]) =>
  answer<SubscriberView & { name: string }>(
    ...['subscribers', 'create', '--name', name, '--url', platform.endpoint.url(`/${encodeURIComponent(name)}`)],
    ...['--event-types', 'nothing.happens', '--wait', ...more],
  );

function file(name: string, text: string): string {
  const full = path.join(folder, name);
  writeFileSync(full, text);
  return full;
}

function problem({ stderr }: Run): { title: string; detail: string; errors?: { path: string; message: string }[] } {
  return JSON.parse(stderr) as { title: string; detail: string };
}

describe('subscribers create', () => {
  it('takes every setting as a flag, and shows the secret that webhooks are signed with', async () => {
    const created = await create(
      'All flags',
      ...[
        '--event-types',
        'a.one,b.*',
        '--event-types',
        'c',
        '--tenant',
        'acme',
        '--filter',
        '{"n":[{"numeric":[">",1]}]}',
      ],
      ...['--schema-version', '2', '--format', 'raw', '--header', 'X-One: 1: one', '--header', 'x-two:2'],
      ...['--retry-schedule', '5,1m,2h', '--timeout', '9', '--max-concurrency', '7', '--description', 'Some'],
      ...['--metadata', 'team=blue', '--metadata', 'note=a=b'],
    );
    expect(created).toMatchObject({
      ...{ name: 'All flags', status: 'active', tenant: 'acme', filter: { n: [{ numeric: ['>', 1] }] } },
      ...{ eventTypes: ['nothing.happens', 'a.one', 'b.*', 'c'], schemaVersion: '2', format: 'raw', timeoutSeconds: 9 },
      ...{ retrySchedule: [5, 60, 7200], maxConcurrency: 7, description: 'Some', headerNames: ['X-One', 'x-two'] },
      metadata: { team: 'blue', note: 'a=b' },
    });
    expect(() => new Webhook(created.secret)).not.toThrow();
  });

  it('takes settings from a file, flags before them, header values from the environment', async () => {
    const settings = file(
      'one.yaml',
      ['name: From file', 'url: https://example.com/one', 'eventTypes: [x]', 'headers:', `  A: Bearer ${TOKEN}`].join(
        '\n',
      ),
    );
    const args = ['--json', 'subscribers', 'create', '--file', settings, '--url', platform.endpoint.url('/file')];
    const { code, stdout } = await fanfare(args, { env: { TOKEN: 'secret-of-mine' } });
    expect({ code, subscriber: JSON.parse(stdout) as object }).toMatchObject({
      code: 0,
      subscriber: { name: 'From file', url: platform.endpoint.url('/file'), headerNames: ['A'] },
    });
    const missing = await fanfare(args);
    expect(missing.code).toBe(2);
    expect(problem(missing).errors).toEqual([
      {
        path: `${settings}:5: headers.A`,
        message: 'needs the environment variable TOKEN, which is not set',
      },
    ]);
  });

  it('takes JSON on stdin', async () => {
    const input = JSON.stringify({ name: 'From stdin', mode: 'pull', eventTypes: ['x'] });
    const { code, stdout } = await fanfare(['--json', 'subscribers', 'create', '--file', '-'], { input });
    expect({ code, subscriber: JSON.parse(stdout) as object }).toMatchObject({ code: 0, subscriber: { mode: 'pull' } });
  });

  it('says what the API refuses, each field in a line, and ends with 2', async () => {
    const args = ['subscribers', 'create', '--name', 'Wrong', '--url', 'ftp://example.com', '--event-types', 'a*b'];
    const { code, stdout, stderr } = await fanfare(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^ {2}url must begin with https: or http:$/m);
    expect(stderr).toMatch(/^ {2}eventTypes\.0 may hold `\*` only alone or as the last part/m);
    const asJson = await fanfare(['--json', ...args]);
    expect(asJson).toMatchObject({ code: 2, stdout: '' });
    expect(problem(asJson)).toMatchObject({ type: 'urn:fanfare:problem:invalid', status: 400 });
  });

  it('shows the secret, and how to keep it, to people too', async () => {
    const args = ['--name', 'For people', '--url', platform.endpoint.url('/people'), '--event-types', 'x', '--wait'];
    const { code, stdout, stderr } = await fanfare(['subscribers', 'create', ...args]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^status\tactive$/m);
    expect(stdout).toMatch(/^secret\twhsec_/m);
    expect(stderr).toContain('Keep the secret now: it is not shown again.');
    expect(stdout + stderr).not.toContain('\u001b');
  });
});

describe('a subscriber', () => {
  it('may be named by its name, where only one has it; else the candidates are told', async () => {
    const one = await create('Twins');
    expect(await answer('subscribers', 'show', 'Twins')).toMatchObject({ id: one.id, queue: { depth: 0 } });
    const two = await create('Twins');
    const ambiguous = await fanfare(['subscribers', 'show', 'Twins']);
    expect(ambiguous.code).toBe(2);
    expect(ambiguous.stderr).toContain('2 subscribers are called "Twins"');
    for (const { id } of [one, two]) expect(ambiguous.stderr).toContain(id);
    await answer('subscribers', 'delete', two.id, '--wait');
    expect(await answer('subscribers', 'show', 'Twins')).toMatchObject({ id: one.id });
  });

  it('that is not there ends it with 3, by name and by id', async () => {
    const byName = await fanfare(['subscribers', 'show', 'Twin']);
    expect(byName.code).toBe(3);
    expect(byName.stderr).toContain('There is no subscriber called "Twin". These are similar:');
    const id = `sub_${'0'.repeat(32)}`;
    const byId = await fanfare(['--json', 'subscribers', 'pause', id]);
    expect(byId).toMatchObject({ code: 3, stdout: '' });
    expect(problem(byId)).toMatchObject({ status: 404, detail: `There is no subscriber ${id}.` });
  });

  it('is changed in what is named, and in nothing else', async () => {
    const { id, version } = await create('Changing', '--tenant', 'acme', '--metadata', 'a=1', '--metadata', 'b=2');
    const changed = await answer('subscribers', 'update', 'Changing', '--timeout', '3', '--metadata', 'c=3', '--wait');
    expect(changed).toMatchObject({ timeoutSeconds: 3, tenant: 'acme', metadata: { a: '1', b: '2', c: '3' } });
    const unset = await answer(
      'subscribers',
      'update',
      id,
      '--unset',
      'tenant,timeout',
      '--unset',
      'metadata.b',
      '--wait',
    );
    expect(unset).toMatchObject({ status: 'active', metadata: { a: '1', c: '3' } });
    expect(Object.keys(unset as object)).not.toEqual(expect.arrayContaining(['tenant']));
    expect(unset).not.toHaveProperty('timeoutSeconds');

    const late = await fanfare(['--json', 'subscribers', 'update', id, '--tenant', 'b', '--if-match', String(version)]);
    expect(late.code).toBe(1);
    expect(problem(late)).toMatchObject({ type: 'urn:fanfare:problem:version-mismatch', status: 412 });
    for (const args of [[], ['--unset', 'colour']]) {
      expect((await fanfare(['subscribers', 'update', id, ...args])).code).toBe(2);
    }
  });

  it('is paused, resumed, disabled, enabled and deleted; what its state forbids fails', async () => {
    const { id } = await create('Stateful');
    const status = async (...args: readonly string[]) => (await answer<SubscriberView>('subscribers', ...args)).status;
    expect(await status('pause', id, '--wait')).toBe('paused');
    expect(await status('resume', 'Stateful', '--wait')).toBe('active');
    expect(await status('disable', id, '--wait')).toBe('disabled');
    const refused = await fanfare(['subscribers', 'resume', id]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('is disabled: enable it instead');
    expect(await status('enable', id)).toBe('provisioning');
    expect(await status('delete', id, '--wait')).toBe('deleting');
    expect((await fanfare(['subscribers', 'show', id])).code).toBe(3);
  });

  it('is tested: whether its endpoint took the event decides the end', async () => {
    const { id, secret } = await create('Tested');
    platform.endpoint.expect('/Tested', secret);
    const taken = await fanfare(['subscribers', 'test', 'Tested', '--data', '{"n":1}', '--wait']);
    expect(taken).toMatchObject({ code: 0, stdout: expect.stringMatching(/^status\tdelivered$/m) as string });
    expect(platform.endpoint.at('/Tested')).toMatchObject([{ isVerified: true }]);
    platform.endpoint.behave('/Tested', () => ({ status: 500, body: 'no \u001b[2Jthanks' }));
    const refused = await fanfare(['subscribers', 'test', 'Tested', '--wait']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('The test event was not delivered: HTTP 500');

    const { items } = await answer<{ items: DeliveryView[] }>('deliveries', 'list', 'Tested');
    const idOf = (wanted: string) => items.find(({ status }) => status === wanted)?.eventId ?? '';
    expect(items).toHaveLength(2);
    const shown = await fanfare(['deliveries', 'show', id, idOf('pending')]);
    expect(shown.stdout).toMatch(/^1\t.*\tHTTP 500 in \d+ ms$/m);
    expect(shown.stdout).toContain('no \\u001b[2Jthanks');
    const ofEvent = await fanfare(['deliveries', 'list', '--event', idOf('delivered')]);
    expect(ofEvent.stdout.split('\t')).toEqual(expect.arrayContaining([id, 'fanfare.test', 'delivered', '1']));
    expect((await fanfare(['deliveries', 'show', id, 'evt_unknown'])).code).toBe(3);
  });

  it.each(['inv?42', 'a/../b', '..', 'order 12/3 #4'])('has deliveries of any id: %s', async (eventId) => {
    const { id, secret } = await create('Any', '--event-types', 'any.id');
    platform.endpoint.expect('/Any', secret);
    await platform.publish({ DetailType: 'any.id', Detail: JSON.stringify({ eventId }) });
    const shown = await until('it to be delivered', async () => {
      const { code, stdout } = await fanfare(['--json', 'deliveries', 'show', id, eventId]);
      return code === 0 && (JSON.parse(stdout) as DeliveryView);
    });
    const { items } = await answer<{ items: DeliveryView[] }>('deliveries', 'list', '--event', eventId);
    expect(items.filter(({ subscriberId }) => subscriberId === id)).toMatchObject([{ eventId: shown.eventId }]);
  });

  it('gets a new secret; the one before goes on for a while', async () => {
    const { id, secret } = await create('Rotated');
    const rotated = await answer<{ secret: string; previousExpiresAt: string }>(
      'subscribers',
      'rotate',
      id,
      '--overlap',
      '2h',
    );
    expect(rotated.secret).toMatch(/^whsec_/);
    expect(rotated.secret).not.toBe(secret);
    const hours = (Date.parse(rotated.previousExpiresAt) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(1.9);
    expect(hours).toBeLessThan(2.1);
    expect((await fanfare(['subscribers', 'show', id])).stdout).toMatch(/^signingKeys\t2, of which one until/m);
  });
});

describe('a list', () => {
  it('is one tab-separated line each when piped, and the API’s document with --json', async () => {
    const { id } = await create('Listed', '--tenant', 'listed');
    const { stdout } = await fanfare(['subscribers', 'list', '--tenant', 'listed']);
    const url = platform.endpoint.url('/Listed');
    expect(stdout).toBe(`${id}\tListed\tactive\tlisted\tnothing.happens\t${url}\n`);
    const page = await answer('subscribers', 'list', '--tenant', 'listed');
    expect(page).toEqual((await platform.api('GET', '/v1/subscribers?tenant=listed')).body);
    const none = await fanfare(['subscribers', 'list', '--tenant', 'nobody']);
    expect(none).toEqual({ code: 0, stdout: '', stderr: 'There are none.\n' });
  });

  it('is read page by page, or all at once', async () => {
    for (const name of ['P1', 'P2', 'P3']) await create(name, '--tenant', 'pages');
    const list = ['subscribers', 'list', '--tenant', 'pages', '--limit', '2'];
    const first = await answer<{ items: unknown[]; cursor: string }>(...list);
    const second = await answer<{ items: { name: string }[] }>(...list, '--cursor', first.cursor);
    expect([first.items.length, second.items.map(({ name }) => name)]).toEqual([2, ['P3']]);
    const all = await answer<{ items: { name: string }[] }>(...list, '--all');
    expect(all).toMatchObject({ items: [{ name: 'P1' }, { name: 'P2' }, { name: 'P3' }] });
    expect(all).not.toHaveProperty('cursor');
    expect((await fanfare(list)).stderr).toBe(`There are more: --all, or --cursor ${first.cursor}\n`);
  });
});
