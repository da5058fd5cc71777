/** What does `fanfare events publish` do? Run as its users run it, against a platform. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.ts';
import { EventBridgeProxy } from '../publish/event-bridge-proxy.ts';
import { newEventId, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';

const CLI = path.join(import.meta.dirname, '../../bin/fanfare.ts');

let fanfare: TestPlatform;
let proxy: EventBridgeProxy;
let folder: string;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
  proxy = await EventBridgeProxy.start(fanfare.platform.awsUrl);
  folder = await mkdtemp(path.join(tmpdir(), 'fanfare-publish-'));
  const amount = { type: 'object', required: ['amount'], properties: { amount: { type: 'number', minimum: 0 } } };
  const cents = { type: 'object', required: ['cents'], properties: { cents: { type: 'integer' } } };
  await fanfare.api('PUT', '/v1/event-types/invoice.paid', { schemas: { 1: amount, 2: cents } });
  await fanfare.api('PUT', '/v1/event-types/closed', { schemas: { 1: { ...amount, additionalProperties: false } } });
  const tenant = { type: 'object', required: ['tenant'], properties: { tenant: { enum: ['acme'] } } };
  await fanfare.api('PUT', '/v1/event-types/tenants.own', { schemas: { only: tenant } });
  await fanfare.api('PUT', '/v1/event-types/free', {});
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await proxy.stop();
  await fanfare.stop();
});
beforeEach(() => proxy.reset());

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: {
      ...process.env,
      FANFARE_API_URL: fanfare.platform.apiUrl,
      AWS_ENDPOINT_URL: proxy.url,
      NO_COLOR: '1',
      ...env,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  return { child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr }))) };
}

/** `stdin` is all it is given there. */
function publish(args: readonly string[], stdin = '', env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const { child, ended } = start(['events', 'publish', ...args], env);
  child.stdin?.end(stdin);
  return ended;
}

/** Writes lines to a file: texts as they are, anything else as JSON. */
async function file(...lines: readonly unknown[]): Promise<string> {
  const name = path.join(folder, `${newEventId()}.ndjson`);
  await writeFile(name, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  return name;
}

const paid = (amount: unknown, more: object = {}) => ({ type: 'invoice.paid', data: { amount }, ...more });
const details = () => proxy.calls.flat().map(({ Detail }) => JSON.parse(Detail) as Record<string, unknown>);

describe('one event from options', () => {
  it('is on the bus, and delivered, by the id that is printed', async () => {
    const { id } = await fanfare.subscribe('/one', { eventTypes: ['invoice.paid'], tenant: 'one' });
    const about = ['--tenant', 'one', '--source', 'billing', '--time', '2026-11-01T10:00:00Z'];
    const { code, stdout, stderr } = await publish(['--type', 'invoice.paid', '--data', '{"amount":120}', ...about]);
    expect([code, stderr]).toEqual([0, '']);
    const eventId = /^eventId\t(\S+)\neventBridgeId\t\S+\n$/.exec(stdout)?.[1] ?? '';
    await fanfare.settled(id, eventId, 'delivered');
    expect(JSON.parse(String(fanfare.endpoint.at('/one')[0]?.body))).toEqual({
      ...{ type: 'invoice.paid', timestamp: '2026-11-01T10:00:00Z' },
      data: { eventId, tenant: 'one', amount: 120 },
    });
    expect(proxy.calls[0]?.[0]?.Source).toBe('billing');
  });

  it('answers a program in JSON', async () => {
    const { code, stdout } = await publish(['--json', '--type', 'free', '--data', '{}', '--event-id', 'one-json']);
    const counts = { accepted: 1, invalid: 0, failed: 0, errors: [] };
    expect(JSON.parse(stdout)).toEqual({ ...counts, eventId: 'one-json', eventBridgeId: expect.any(String) });
    expect(code).toBe(0);
  });

  it('is not sent when it does not fit its schema', async () => {
    const { code, stderr } = await publish(['--type', 'invoice.paid', '--data', '{"amount":"much"}']);
    expect(stderr).toBe(
      'invalid invoice.paid data.amount Instance type "string" is invalid. Expected "number" (type)\n' +
        'Failed: The event is invalid: nothing was sent.\n',
    );
    expect([code, proxy.calls]).toEqual([1, []]);
  });

  it('may have its data in a file or on stdin', async () => {
    await publish(['--type', 'free', '--data', await file('{"from":"file"}')]);
    await publish(['--type', 'free', '--data', '-'], '{"from":"stdin"}');
    expect(details()).toMatchObject([{ from: 'file' }, { from: 'stdin' }]);
  });
});

describe('a file of events', () => {
  it('is sent but for what is invalid, which is told by line, place and rule', async () => {
    const name = await file(
      ...[paid(1, { eventId: 'f1' }), paid('2'), '', '{"type":', { type: 'invoice.paid' }, paid(-6, { eventId: 'f6' })],
      ...[{ ...paid(7), tenent: 'acme' }, [paid(8)], 'null', paid(10, { eventId: 'f10' })],
    );
    const { code, stdout, stderr } = await publish([name]);
    expect(stderr.split('\n')).toEqual([
      'invalid line 2: invoice.paid data.amount Instance type "string" is invalid. Expected "number" (type)',
      'invalid line 4: is not JSON: Unexpected end of JSON input',
      'invalid line 5: data is missing',
      'invalid line 6: invoice.paid data.amount -6 is less than 0 (minimum)',
      "invalid line 7: invoice.paid tenent is not a known field of an event; what is the event's own stands in data",
      expect.stringMatching(/^invalid line 8: is a list; each event must stand on a line of its own/),
      'invalid line 9: must be an object',
      'Failed: 7 of 9 events are invalid or failed.',
      '',
    ]);
    expect([code, stdout]).toEqual([1, '2 accepted, 7 invalid, 0 failed.\n']);
    expect(details().map(({ eventId }) => eventId)).toEqual(['f1', 'f10']);
  });

  it('answers a program with each error, and nothing beside', async () => {
    const { code, stdout } = await publish(['--json', await file(paid(1), paid('2'))]);
    const error = { line: 2, type: 'invoice.paid', kind: 'invalid', path: 'data.amount', rule: 'type' };
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 1, invalid: 1, failed: 0, errors: [error] });
    expect(code).toBe(1);
  });

  it('is only checked in a dry run', async () => {
    const { code, stdout } = await publish(['--dry-run', await file(paid(1), paid('2'), paid(3))]);
    expect([code, stdout, proxy.calls]).toEqual([1, '2 valid, 1 invalid; nothing was sent.\n', []]);
    expect((await publish(['--dry-run', await file(paid(1))])).code).toBe(0);
  });

  it('ends at the first that is invalid, when it is to fail fast', async () => {
    const { code, stdout, stderr } = await publish(['--fail-fast', await file(paid(1), paid('2'), paid(3), paid('4'))]);
    expect([code, stdout]).toEqual([1, '1 accepted, 1 invalid, 0 failed.\n']);
    expect(stderr).toMatch(/It ended at line 2\.\n$/);
  });

  it('goes in tens, however many there are', async () => {
    const name = await file(...Array.from({ length: 1234 }, (_, n) => paid(n, { eventId: `many-${n}` })));
    const { code, stdout } = await publish([name]);
    expect([code, stdout]).toEqual([0, '1,234 accepted, 0 invalid, 0 failed.\n']);
    expect(new Set(details().map(({ eventId }) => eventId)).size).toBe(1234);
    expect(proxy.calls.length).toBe(124);
  });

  it('may be in EventBridge’s own spelling, and keeps that of numbers', async () => {
    const entry = { DetailType: 'free', Source: 'ledger', Resources: ['r1'], EventBusName: fanfare.bus };
    const detail = '{"big":12345678901234567890,"one":1.0}';
    const { code, stderr } = await publish([
      await file(
        ...[
          { ...entry, Detail: detail, Time: 1793527200 },
          { ...entry, Detail: detail, Time: '2026-11-01T10:00:00Z' },
        ],
        ...[
          { ...entry, Detail: {} },
          { ...entry, Detail: '{}', EventBusName: 'other' },
          { ...entry, Detail: '{}', detail: '' },
        ],
        `{"type":"free","data":${detail}}`,
      ),
    ]);
    const sent = proxy.calls.flat();
    expect(sent.map(({ Detail }) => Detail.replace(/"eventId":"[^"]+",/, ''))).toEqual([detail, detail, detail]);
    expect(sent[0]).toMatchObject({ Source: 'ledger', Resources: ['r1'], Time: 1793527200 });
    expect(sent[1]).toMatchObject({ Time: Date.parse('2026-11-01T10:00:00Z') / 1000 });
    expect(stderr).toContain("line 3: Detail must be a text in EventBridge's spelling: the data's JSON\n");
    expect(stderr).toContain("line 4: EventBusName must be fanfare-local, the stage's bus\n");
    expect(stderr).toContain("line 5: detail is not a known field in EventBridge's spelling\n");
    expect(code).toBe(1);
  });
});

describe('stdin', () => {
  it('is read to its end', async () => {
    const { code, stdout } = await publish(['-'], `\ufeff${JSON.stringify(paid(1))}\r\n\n${JSON.stringify(paid(2))}`);
    expect([code, stdout]).toEqual([0, '2 accepted, 0 invalid, 0 failed.\n']);
  });

  it('is sent as it comes, and Ctrl-C ends it with what has come', async () => {
    const { child, ended } = start(['events', 'publish']);
    child.stdin?.write(`${JSON.stringify(paid(1, { eventId: 'trickle' }))}\n{"type":`);
    await until('the first event to be sent', () => proxy.calls.length === 1);
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect([code, stdout]).toEqual([130, '1 accepted, 0 invalid, 0 failed.\n']);
  });
});

describe('the catalogue', () => {
  it('is asked for the schema of the event’s version, said in the event or in its data', async () => {
    const name = await file(
      ...[
        { type: 'invoice.paid', data: { cents: 1 }, schemaVersion: '2' },
        { type: 'invoice.paid', data: { cents: 1, schemaVersion: 2 } },
      ],
      ...[paid(1, { schemaVersion: 2 }), { type: 'invoice.paid', data: { cents: 1 } }],
    );
    const { stderr } = await publish([name]);
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      'invalid line 3: invoice.paid data Instance does not have required property "cents" (required)',
      'invalid line 4: invoice.paid data Instance does not have required property "amount" (required)',
    ]);
  });

  it('takes Fanfare’s own fields whether its schema knows them or not, but no others', async () => {
    const own = { eventId: 'own', tenant: 'acme', schemaVersion: '1' };
    const name = await file(
      ...[
        { type: 'closed', data: { amount: 1 }, ...own },
        { type: 'closed', data: { amount: 1, ...own } },
      ],
      ...[
        { type: 'closed', data: { amount: 1, amuont: 2 }, ...own },
        { type: 'tenants.own', data: {}, tenant: 'acme' },
      ],
      { type: 'tenants.own', data: {}, tenant: 'globex' },
    );
    const { stdout, stderr } = await publish([name]);
    expect(stdout).toBe('3 accepted, 2 invalid, 0 failed.\n');
    expect(stderr).toContain('line 3: closed data.amuont is not in the schema (additionalProperties)\n');
    expect(stderr).toContain('line 5: tenants.own data.tenant Instance does not match any of ["acme"] (enum)\n');
  });

  it('warns once of what it does not know, and refuses it when it is to be strict', async () => {
    const name = await file({ type: 'new', data: {} }, { type: 'new', data: {} }, paid(1, { schemaVersion: '3' }));
    const lenient = await publish([name]);
    expect(lenient).toEqual({
      code: 0,
      stdout: '3 accepted, 0 invalid, 0 failed.\n',
      stderr:
        'The catalogue does not know the event type new. It is sent unchecked.\n' +
        'The catalogue knows no version 3 of invoice.paid; it knows 1, 2. It is sent unchecked.\n',
    });
    expect((await publish(['--strict', name])).stdout).toBe('0 accepted, 3 invalid, 0 failed.\n');
  });

  it('with a schema that is of no use holds no other events up', async () => {
    const endless = { type: 'object', properties: { text: { type: 'string', pattern: '^(a+)+$' } } };
    await fanfare.api('PUT', '/v1/event-types/round', { schemas: { 1: { type: 'object', allOf: [{ $ref: '#' }] } } });
    await fanfare.api('PUT', '/v1/event-types/slow', { schemas: { 1: endless } });
    const round = { type: 'round', data: {} };
    const name = await file(round, paid(1), round, { type: 'slow', data: { text: `${'a'.repeat(40)}b` } }, paid('2'));
    const { code, stdout, stderr } = await publish([name]);
    expect([code, stdout]).toEqual([1, '4 accepted, 1 invalid, 0 failed.\n']);
    expect(stderr.split('\n').slice(0, 3)).toEqual([
      'line 1: The schema of round, version 1, cannot be checked by: Maximum call stack size exceeded. It is sent unchecked.',
      'line 4: The schema of slow, version 1, cannot be checked by: it takes longer than 1000 ms. It is sent unchecked.',
      expect.stringMatching(/^invalid line 5: invoice\.paid data\.amount/),
    ]);
    expect((await publish(['--strict', name])).stdout).toBe('1 accepted, 4 invalid, 0 failed.\n');
  });

  it('is not asked when that is said', async () => {
    const env = { FANFARE_API_URL: `http://127.0.0.1:${await freePort()}` };
    expect((await publish(['--no-validate', await file(paid('2'))], '', env)).code).toBe(0);
    const { code, stderr } = await publish([await file(paid(1))], '', env);
    expect(stderr).toMatch(/cannot be reached/);
    expect(code).toBe(1);
  });
});

describe('what EventBridge does not accept', () => {
  it('is sent again, and told with its line in the end', async () => {
    proxy.failsWith = ({ Detail }, nth) => {
      if (Detail.includes('"amount":3')) return 'ThrottlingException';
      return Detail.includes('"amount":1') && nth === 1 ? 'InternalFailure' : undefined;
    };
    const name = await file(...[1, 2, 3].map((n) => paid(n, { eventId: `e${n}` })));
    const { code, stdout } = await publish(['--json', name]);
    const message = 'ThrottlingException: as the test wants it';
    const error = { line: 3, type: 'invoice.paid', eventId: 'e3', kind: 'failed', message };
    expect(JSON.parse(stdout)).toEqual({ accepted: 2, invalid: 0, failed: 1, errors: [error] });
    expect(code).toBe(1);
    expect(proxy.calls.map(({ length }) => length).slice(0, 3)).toEqual([3, 2, 1]);
  });

  it('ends it when nothing more can be accepted', async () => {
    const name = await file(...Array.from({ length: 200 }, (_, n) => paid(n)));
    const { code, stdout, stderr } = await publish(['--aws-endpoint', `http://127.0.0.1:${await freePort()}`, name]);
    const [, failed] = /^0 accepted, 0 invalid, (\d+) failed\.\n$/.exec(stdout) ?? [];
    expect(Number(failed)).toBeLessThanOrEqual(100);
    expect(stderr).toMatch(/Failed: The AWS endpoint of the local platform cannot be reached \(ECONNREFUSED\)/);
    expect(code).toBe(1);
  });
});

describe('a deployed stage', () => {
  // Keys of nobody's: the stand-ins take any.
  const asCaller = () => ({
    ...{ AWS_ENDPOINT_URL: fanfare.platform.awsUrl, AWS_REGION: 'us-east-1' },
    ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', FANFARE_STAGE: 'shop' },
  });

  it('that is not there is not found, though its bus would take everything', async () => {
    const { code, stderr, stdout } = await publish(['--type', 'free', '--data', '{}'], '', asCaller());
    expect(stderr).toMatch(/^Not found: There is no stack Fanfare-shop in us-east-1/);
    expect([code, stdout]).toEqual([3, '']);
  });

  it('is published to on the bus that its stack names', async () => {
    proxy.stackBus = 'fanfare-shop-bus';
    const env = { ...asCaller(), AWS_ENDPOINT_URL: proxy.url };
    const { code, stdout } = await publish([await file(paid(1), paid('2'))], '', env);
    expect([code, stdout]).toEqual([1, '1 accepted, 1 invalid, 0 failed.\n']);
    expect(proxy.calls.flat().map(({ EventBusName }) => EventBusName)).toEqual(['fanfare-shop-bus']);
  });
});

describe('wrong use', () => {
  it.each([
    [['x.ndjson', '--type', 'a', '--data', '{}'], 'not both'],
    [['--type', 'a'], '--data is missing'],
    [['x.ndjson', '--event-id', 'e'], '--event-id is for one event'],
    [['x.ndjson', '--schema-version', '1'], '--schema-version is for one event'],
    [['/nowhere/x.ndjson'], 'The file /nowhere/x.ndjson cannot be read'],
    [['/'], '/ is a folder'],
    [['-', '--strict', '--no-validate'], '--strict is about'],
    [['-', '--aws-endpoint', 'here'], '--aws-endpoint here is no address'],
    [['--type', 'a', '--data', ''], '--data "" is neither a JSON object nor a file of that name'],
    [['--type', 'a', '--data', 'not json'], '--data "not json" is neither a JSON object nor a file of that name'],
    [['-', '--source', ''], 'It must not be empty'],
    [['--type', '', '--data', '{}'], 'It must not be empty'],
    [['--type', 'a', '--data', '{}', '--tenant', ''], 'It must not be empty'],
    [['--type', 'a', '--data', '{}', '--time', 'soon'], 'Write a time that there is'],
    [['--type', 'a', '--data', '{}', '--time', '2026-02-31T12:00:00Z'], 'Write a time that there is'],
    [['-', '--sorce', 'x'], "unknown option '--sorce'"],
  ])('%j ends with exit code 2 and a sentence', async (args, sentence) => {
    const { code, stderr, stdout } = await publish(args);
    expect(stderr).toContain(sentence);
    expect([code, stdout]).toEqual([2, '']);
  });
});
