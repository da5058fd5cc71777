import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SubscriberView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { endAll, FanfareProcess, type RunOptions, fanfare as run } from './fanfare-process.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'fanfare-receiving-'));

let platform: TestPlatform;
beforeAll(async () => {
  platform = await TestPlatform.start();
});
afterAll(() => {
  endAll();
  return platform.stop();
});

const env = () => ({ FANFARE_API_URL: platform.platform.apiUrl });
const fanfare = (args: readonly string[], options: RunOptions = {}) => run(args, { env: env(), ...options });
const start = (...args: readonly string[]) => new FanfareProcess(args, { env: env() });
const listeners = async () =>
  (await platform.api<{ items: SubscriberView[] }>('GET', '/v1/subscribers?q=fanfare+listen')).body.items;

describe('listen', () => {
  const started = async (...args: readonly string[]) => {
    const listening = start('listen', ...args);
    await until('it to listen', () => listening.stderr.includes('Listening on http://127.0.0.1:'));
    return listening;
  };

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'prints what arrives, checked, and leaves nothing behind at %s',
    async (signal) => {
      const listening = await started('--types', 'listen.*', '--tenant', 'acme');
      const detail = (tenant: string) => ({ DetailType: 'listen.heard', Detail: JSON.stringify({ tenant, n: 12 }) });
      const [eventId = ''] = await platform.publish(detail('acme'), detail('other'));
      await until('it to be printed', () => listening.stdout.includes('"n":12'));
      expect(listening.stdout).toMatch(new RegExp(`listen\\.heard  ${eventId}  signature ok  → 200\n`));
      expect(listening.stdout).not.toContain('other');
      listening.signal(signal);
      const { code, stderr } = await listening.ended;
      expect(code).toBe(0);
      expect(stderr).toMatch(/Stopped; sub_\w+ is being deleted\.\n$/);
      await until('its subscriber to be gone', async () => (await listeners()).length === 0);
    },
  );

  it('posts each on, and answers as that answers', async () => {
    let fails = true;
    platform.endpoint.behave('/forwarded', () => ({ status: fails ? 503 : 200 }));
    const listening = await started(
      '--json',
      '--types',
      'listen.forwarded',
      '--forward',
      platform.endpoint.url('/forwarded'),
    );
    const [eventId = ''] = await platform.publish({
      DetailType: 'listen.forwarded',
      Detail: '{"big":12345678901234567890}',
    });
    await until('it to be printed', () => listening.stdout.includes('\n'));
    fails = false;
    const printed = JSON.parse(listening.stdout) as { body: string };
    expect(printed).toMatchObject({ signature: 'ok', answered: 503, headers: { 'webhook-id': eventId } });
    const [forwarded] = platform.endpoint.at('/forwarded');
    expect(forwarded?.body.toString()).toBe(printed.body);
    expect(printed.body).toContain('"data":{"big":12345678901234567890}');
    expect(forwarded?.headers).toMatchObject({ 'webhook-id': eventId, 'content-type': 'application/json' });
    listening.signal('SIGINT');
    await listening.ended;
  });

  it('that was killed is cleaned up after by the next', async () => {
    const killed = await started('--types', 'nothing.happens');
    const [left] = await listeners();
    killed.signal('SIGKILL');
    await killed.ended;
    const next = await started('--types', 'nothing.happens');
    const now = await listeners();
    expect(now.filter(({ id, status }) => id === left?.id && status !== 'deleting')).toEqual([]);
    next.signal('SIGINT');
    await next.ended;
  });

  it('says so when its port is taken', async () => {
    const { port } = platform.endpoint;
    const { code, stderr } = await fanfare(['listen', '--port', String(port)]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Failed: Port ${port} cannot be listened on (EADDRINUSE): choose another --port.\n`,
    });
  });
});

describe('pull', () => {
  /** A subscriber of its own for each test, with so many events waiting. */
  async function waiting(
    name: string,
    events: number,
    settings: Record<string, unknown> = {},
  ): Promise<SubscriberView> {
    const input = { name, mode: 'pull', eventTypes: [`${name}.happened`], ...settings };
    const { body } = await platform.api<SubscriberView>('POST', '/v1/subscribers', input);
    await until('it to be active', async () => (await platform.subscriber(body.id)).status === 'active');
    const entry = (n: number) => ({ DetailType: `${name}.happened`, Detail: JSON.stringify({ n }) });
    await platform.publish(...Array.from({ length: events }, (_, n) => entry(n)));
    return body;
  }

  /** What is left: neither acknowledged nor being handled. */
  const left = async (id: string) => {
    const { queue } = await platform.subscriber(id);
    return queue.depth + queue.inFlight;
  };

  it('prints each webhook, and acknowledges it then', async () => {
    const { id, secret } = await waiting('printed', 3);
    const { code, stdout } = await fanfare(['--json', 'pull', 'printed', '--max', '100']);
    expect(code).toBe(0);
    const { items } = JSON.parse(stdout) as { items: { headers: Record<string, string>; body: string }[] };
    expect(items).toHaveLength(3);
    for (const { headers, body } of items) expect(() => new Webhook(secret).verify(body, headers)).not.toThrow();
    expect(await left(id)).toBe(0);
    const none = await fanfare(['pull', id]);
    expect(none).toEqual({ code: 0, stdout: '', stderr: 'Nothing waits.\n' });
  });

  it('has each handled by a command, and acknowledges what that took', async () => {
    const { id } = await waiting('commanded', 3, { timeoutSeconds: 5 });
    const seen = path.join(folder, 'seen');
    const command = `body=$(cat); echo "$WEBHOOK_ID $body" >> ${seen}; case "$body" in *'"n":1'*) exit 3;; esac`;
    const { code, stderr } = await fanfare(['pull', id, '--exec', command]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/ not acknowledged, the command ended with 3$/m);
    expect(stderr.match(/ handled$/gm)).toHaveLength(2);
    expect(readFileSync(seen, 'utf8')).toMatch(/^\S+ \{"type":"commanded\.happened",/);
    expect(await left(id)).toBe(1);
    await until('it to be handed out again', async () => (await platform.subscriber(id)).queue.depth === 1);
  });

  it('tells a program what became of each, and what the command prints goes elsewhere', async () => {
    const { id } = await waiting('told', 2);
    const command = `case "$(cat)" in *'"n":1'*) exit 3;; esac; echo printed`;
    const { stdout, stderr } = await fanfare(['--json', 'pull', id, '--exec', command]);
    const { items } = JSON.parse(stdout) as { items: { id: string; handled: boolean; message?: string }[] };
    expect(items.map(({ handled, message }) => [handled, message]).sort()).toEqual([
      [false, 'the command ended with 3'],
      [true, undefined],
    ]);
    expect(stderr).toContain('printed');
    const none = await fanfare(['--json', 'pull', id, '--exec', 'true']);
    expect(JSON.parse(none.stdout)).toEqual({ items: [] });
  });

  it('follows: posts each on as it comes, until it is told to stop', async () => {
    const { id, secret } = await waiting('followed', 1);
    platform.endpoint.expect('/followed', secret);
    const following = start('pull', 'followed', '--follow', '--forward', platform.endpoint.url('/followed'));
    await until('the first', () => platform.endpoint.at('/followed').length === 1);
    await platform.publish({ DetailType: 'followed.happened', Detail: '{"n":1}' });
    await until('the second', () => platform.endpoint.at('/followed').length === 2);
    expect(platform.endpoint.at('/followed').map(({ isVerified }) => isVerified)).toEqual([true, true]);
    await until('both to be acknowledged', () => following.stderr.match(/ handled$/gm)?.length === 2);
    following.signal('SIGINT');
    expect((await following.ended).code).toBe(0);
    expect(await left(id)).toBe(0);
  });

  it('stopped in the middle acknowledges what was handled, and nothing else', async () => {
    const { id } = await waiting('stopped', 5);
    const begun = path.join(folder, 'begun');
    const pulling = start('pull', id, '--follow', '--exec', `touch ${begun}; sleep 0.5`);
    await until('the first to be handled', () => existsSync(begun));
    pulling.signal('SIGTERM');
    const { code, stderr } = await pulling.ended;
    expect(code).toBe(0);
    expect(stderr.match(/ handled$/gm)).toHaveLength(1);
    expect(await left(id)).toBe(4);
  });

  it('acknowledges nothing that its reader did not take', async () => {
    const { id } = await waiting('unread', 2);
    const pulling = start('pull', id, '--follow');
    pulling.closeStdout();
    await pulling.ended;
    expect(await left(id)).toBe(2);
  });

  it('from a subscriber that is pushed to fails with why', async () => {
    const { id } = await platform.subscribe('/pushed', { eventTypes: ['nothing.happens'] });
    const { code, stderr } = await fanfare(['--json', 'pull', id]);
    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({ status: 409 });
  });
});
