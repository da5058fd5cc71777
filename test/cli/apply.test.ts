import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SubscriberView, TestPlatform } from '../test-platform.ts';
import { fanfare as run } from './fanfare-process.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'fanfare-apply-'));
/** How a file names the variable TOKEN. */
const TOKEN = '$' + '{TOKEN}';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await TestPlatform.start();
});
afterAll(() => platform.stop());

type Settings = Record<string, unknown>;

/** JSON is YAML. */
function manifest(name: string, subscribers: readonly Settings[]): string {
  return file(`${name}.json`, JSON.stringify({ manifest: name, subscribers }, null, 1));
}

function file(name: string, text: string): string {
  const full = path.join(folder, name);
  writeFileSync(full, text);
  return full;
}

const some = (name: string, settings: Settings = {}): Settings => ({
  ...{ name, url: platform.endpoint.url(`/${encodeURIComponent(name)}`), eventTypes: ['nothing.happens'] },
  ...settings,
});

const apply = (manifestFile: string, args: readonly string[] = [], env: Record<string, string> = {}, input = '') =>
  run(['subscribers', 'apply', '--file', manifestFile, ...args], {
    env: { FANFARE_API_URL: platform.platform.apiUrl, ...env },
    input,
  });

const yes = (manifestFile: string, env?: Record<string, string>) => apply(manifestFile, ['--yes'], env);

const counts = ({ stderr }: { stderr: string }) =>
  /\+ (\d+) to create, ~ (\d+) to change, - (\d+) to delete, = (\d+) unchanged/.exec(stderr)?.slice(1).map(Number);

const list = async (query: string) =>
  (await platform.api<{ items: (SubscriberView & { name: string })[] }>('GET', `/v1/subscribers?limit=100&${query}`))
    .body.items;

async function foreigner(name: string): Promise<SubscriberView> {
  return (await platform.api<SubscriberView>('POST', '/v1/subscribers', some(name))).body;
}

describe('apply', () => {
  it('makes fifty subscribers what a file says, and a second time changes nothing', async () => {
    const stranger = await foreigner('Fifty 7'); // of the same name, but not the manifest's
    const fifty = Array.from({ length: 50 }, (_, n) =>
      some(`Fifty ${n}`, { tenant: 'fifty', metadata: { n: `${n}` } }),
    );
    const first = await yes(manifest('fifty', fifty));
    expect({ code: first.code, counts: counts(first) }).toEqual({ code: 0, counts: [50, 0, 0, 0] });
    const made = await list('tenant=fifty');
    expect(made.map(({ status }) => status)).toEqual(Array(50).fill('active'));
    const rows = first.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(rows.map(([action, , , status]) => `${action} ${status}`)).toEqual(Array(50).fill('created active'));
    expect(new Set(rows.map(([, , , , secret]) => secret)).size).toBe(50);

    const again = await yes(manifest('fifty', fifty));
    expect({ ...again, counts: counts(again) }).toMatchObject({ code: 0, stdout: '', counts: [0, 0, 0, 50] });

    const changed = [
      ...fifty.slice(0, 30),
      ...fifty.slice(30, 40).map((settings) => ({ ...settings, timeoutSeconds: 7 })),
      ...Array.from({ length: 5 }, (_, n) => some(`New ${n}`, { tenant: 'fifty' })),
    ];
    const second = await apply(manifest('fifty', changed), ['--yes', '--json']);
    expect(second.code).toBe(0);
    const { done, unchanged } = JSON.parse(second.stdout) as { done: { action: string }[]; unchanged: number };
    const actions = Object.groupBy(done, ({ action }) => action);
    expect([actions.created?.length, actions.changed?.length, actions.deleted?.length, unchanged]).toEqual([
      5, 10, 10, 30,
    ]);
    const now = await list('tenant=fifty');
    expect(now).toHaveLength(45);
    expect(now.filter(({ version }) => version > 1)).toHaveLength(10);
    expect(await platform.subscriber(stranger.id)).toMatchObject({ version: 1 });
  });

  it('sees no difference in defaults, spellings and orders that mean nothing', async () => {
    const plain = some('Same', {
      url: 'https://EXAMPLE.com:443/x',
      eventTypes: ['b', 'a'],
      filter: { a: ['1'], b: ['2'] },
    });
    expect((await yes(manifest('same', [plain]))).code).toBe(0);
    const spelledOut = {
      ...plain,
      ...{ url: 'https://example.com/x', eventTypes: ['a', 'b'], filter: { b: ['2'], a: ['1'] }, mode: 'push' },
      ...{
        format: 'standard',
        signing: 'hmac-sha256',
        timeoutSeconds: 15,
        maxConcurrency: 5,
        metadata: {},
        headers: {},
      },
      retrySchedule: [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400],
    };
    expect(counts(await yes(manifest('same', [spelledOut])))).toEqual([0, 0, 0, 1]);
  });

  it('tells header values apart without ever showing them', async () => {
    const withToken = manifest('headers', [some('Tokens', { headers: { Authorization: `Bearer ${TOKEN}` } })]);
    const first = await yes(withToken, { TOKEN: 'first-value' });
    const same = await yes(withToken, { TOKEN: 'first-value' });
    const other = await yes(withToken, { TOKEN: 'other-value' });
    expect([first, same, other].map(counts)).toEqual([
      [1, 0, 0, 0],
      [0, 0, 0, 1],
      [0, 1, 0, 0],
    ]);
    expect(other.stderr).toContain('headers         Authorization (values are not shown): other values');
    for (const { stdout, stderr } of [first, same, other]) expect(stdout + stderr).not.toMatch(/(first|other)-value/);
    const missing = await yes(withToken);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toMatch(
      /headers\.json:\d+: subscribers\.0\.headers\.Authorization needs the environment variable TOKEN/,
    );
  });

  it('takes a field that left the file back to its default', async () => {
    const bare = some('Back');
    await yes(
      manifest('back', [{ ...bare, tenant: 'one', timeoutSeconds: 3, headers: { 'X-A': 'b' }, metadata: { a: 'b' } }]),
    );
    const plan = await apply(manifest('back', [bare]), ['--dry-run']);
    expect(plan.stdout).toMatch(/tenant +one → \(default\)/);
    expect(plan.stdout).toMatch(/headers +X-A \(values are not shown\) → \(none\)/);
    expect((await yes(manifest('back', [bare]))).code).toBe(0);
    const [now] = await list('q=Back');
    expect(now).toMatchObject({ metadata: { 'fanfare:manifest': 'back' } });
    for (const field of ['tenant', 'timeoutSeconds', 'headerNames']) expect(now).not.toHaveProperty(field);
  });

  it('turns a pushed subscriber into one that fetches', async () => {
    await yes(manifest('mode', [some('Mode')]));
    expect((await yes(manifest('mode', [{ name: 'Mode', mode: 'pull', eventTypes: ['x'] }]))).code).toBe(0);
    expect(await list('q=Mode')).toMatchObject([{ mode: 'pull', status: 'active' }]);
  });

  it('only shows what it would do with --dry-run, and without --yes does nothing where nobody can be asked', async () => {
    const planned = manifest('planned', [some('Planned', { headers: { 'X-Key': 'value-of-it' } })]);
    const plan = await apply(planned, ['--dry-run']);
    expect(plan.code).toBe(0);
    expect(plan.stdout).toMatch(/^\+ create {2}Planned$/m);
    expect(plan.stdout).not.toContain('value-of-it');
    const asJson = JSON.parse((await apply(planned, ['--dry-run', '--json'])).stdout) as object;
    expect(asJson).toMatchObject({ manifest: 'planned', create: [{ name: 'Planned' }], delete: [], unchanged: 0 });
    const unasked = await apply(planned);
    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain(
      'Nobody can be asked here: look at the plan with --dry-run, then apply with --yes.',
    );
    expect(await list('q=Planned')).toEqual([]);
  });

  it('is for the manifest it names: what others own stays', async () => {
    const one = some('Shared name');
    await yes(manifest('team-a', [one, some('A only')]));
    const other = await yes(manifest('team-b', [one]));
    expect(other.stderr).toContain('has the same name, but does not belong to this manifest');
    expect((await yes(manifest('team-b', []))).code).toBe(0);
    expect((await list('q=Shared')).map(({ version, status }) => `${version} ${status}`)).toEqual(['1 active']);
    expect((await yes(manifest('team-a', []))).code).toBe(0);
    expect([...(await list('q=Shared')), ...(await list('q=A only'))]).toEqual([]);
  });

  it('reads stdin, and the default manifest', async () => {
    const text = JSON.stringify({ subscribers: [some('From stdin')] });
    expect((await apply('-', ['--yes'], {}, text)).code).toBe(0);
    expect(await list('q=From stdin')).toMatchObject([{ metadata: { 'fanfare:manifest': 'default' } }]);
  });

  it('writes new secrets to a file that only its owner may read, and shows none', async () => {
    const secrets = file('secrets.jsonl', '');
    const { code, stdout, stderr } = await apply(manifest('kept', [some('Kept 1'), some('Kept 2')]), [
      '--yes',
      '--secrets-file',
      secrets,
    ]);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain('whsec_');
    const lines = readFileSync(secrets, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string });
    expect(lines.map(({ name }) => name).sort()).toEqual(['Kept 1', 'Kept 2']);
    for (const line of lines) expect(line).toMatchObject({ secret: expect.stringMatching(/^whsec_/) as string });
    expect(statSync(secrets).mode & 0o777).toBe(0o600);
    const nowhere = path.join(folder, 'no', 'such', 'folder');
    const unwritable = await apply(manifest('kept-not', [some('Unkept')]), ['--yes', '--secrets-file', nowhere]);
    expect(unwritable.code).toBe(2);
    expect(await list('q=Unkept')).toEqual([]);
  });

  it('applies what can be applied, and tells what cannot with its line', async () => {
    const partly = manifest('partly', [
      some('Right'),
      some('Wrong', { url: 'ftp://example.com', timeoutSeconds: 900 }),
    ]);
    const { code, stdout, stderr } = await yes(partly);
    expect(code).toBe(2); // the API found the file wrong
    expect(stdout).toMatch(/^created\t.*\tRight\tactive/m);
    expect(stderr).toMatch(/partly\.json:\d+: subscribers\.1\.url must begin with https: or http:/);
    expect(lineAt(partly, stderr, 'subscribers.1.url')).toContain('ftp://example.com');
    expect(counts(await yes(manifest('partly', [some('Right')])))).toEqual([0, 0, 0, 1]);
  });

  it('deletes nobody for whom dead letters wait, unless told to', async () => {
    const doomed = some('Doomed', { retrySchedule: [1], eventTypes: ['doomed.event'] });
    await yes(manifest('doomed', [doomed]));
    platform.endpoint.behave('/Doomed', () => ({ status: 500 }));
    const [subscriber] = await list('q=Doomed');
    const [eventId = ''] = await platform.publish({ DetailType: 'doomed.event' });
    await platform.settled(subscriber?.id ?? '', eventId, 'dead');
    const refused = await yes(manifest('doomed', []));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('1 dead letter waits');
    const forced = await apply(manifest('doomed', []), ['--yes', '--force']);
    expect(forced.code).toBe(0);
    expect(forced.stdout).toMatch(/^deleted\t.*\tDoomed\tgone$/m);
  });
});

function lineAt(manifestFile: string, said: string, field: string): string | undefined {
  const [, line] = new RegExp(`:(\\d+): ${field.replaceAll('.', '\\.')}`).exec(said) ?? [];
  return readFileSync(manifestFile, 'utf8').split('\n')[Number(line) - 1];
}
