/** Do the types written from the catalogue say what its schemas say? The compiler tells, in a project that uses them. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateTypes, type TypedEventType } from '../../cli/event-types/generate-types.ts';

const ROOT = path.join(import.meta.dirname, '../..');

const object = (properties: object, ...required: string[]) => ({ type: 'object', properties, required });

const CATALOGUE: TypedEventType[] = [
  {
    name: 'order.placed',
    description: 'A customer has ordered.\nSee */ the handbook.',
    schemas: {
      1: {
        ...object(
          { orderId: { type: 'string' }, to: { $ref: '#/$defs/Address' }, from: { $ref: '#/$defs/Address' } },
          'orderId',
        ),
        $defs: { Address: object({ city: { type: 'string', description: 'as on an envelope' } }, 'city') },
      },
    },
  },
  {
    name: 'invoice.paid',
    schemas: {
      10: object({ cents: { type: 'integer' } }, 'cents'),
      1: { ...object({ amount: { type: 'number' } }, 'amount'), title: 'In units', deprecated: true },
      2: object({ amountCents: { type: 'integer' }, currency: { enum: ['EUR', 'USD'] } }, 'amountCents', 'currency'),
    },
  },
  {
    // Its definition would be called as another type is, and it refers to itself.
    name: 'order',
    deprecated: true,
    schemas: {
      1: {
        ...object({ items: { type: 'array', minItems: 1, items: { $ref: '#/$defs/placed' } }, parent: { $ref: '#' } }),
        $defs: { placed: object({ sku: { type: 'string' } }) },
      },
    },
  },
  { name: 'audit.noted' },
  { name: 'remote.thing', schemas: { 1: { $ref: 'https://example.com/thing.json' } } },
  { name: 'sneaky', schemas: { 1: object({ a: { type: 'string', tsType: 'never; export const stolen = 1' } }) } },
  { name: 'open', schemas: { 1: { ...object({ a: { type: 'string' } }, 'a'), additionalProperties: true } } },
  {
    // Its index must take what its named properties are.
    name: 'labels',
    schemas: {
      1: {
        ...object({ count: { type: 'number' }, note: { type: 'string' } }, 'count'),
        additionalProperties: { type: 'string' },
      },
    },
  },
  { name: 'texts', schemas: { 1: { type: 'object', additionalProperties: { type: 'string' } } } },
  { name: 'needs', schemas: { 1: { ...object({}, 'who'), additionalProperties: { type: 'string' } } } },
  {
    name: 'patterns',
    schemas: {
      1: {
        ...object({ count: { type: 'number' } }),
        patternProperties: { '^x-': { type: 'string' }, '^y-': { type: 'number' } },
        additionalProperties: false,
      },
    },
  },
  {
    name: 'one.pattern',
    schemas: { 1: { type: 'object', patternProperties: { '^x-': { type: 'string' } }, additionalProperties: false } },
  },
  {
    name: 'pair',
    schemas: {
      1: object({ at: { type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }], items: false } }, 'at'),
    },
  },
  ...['3d-print.2.1', 'it\'s "odd" \\ \n*/', 'größe.geändert', '日本', '中国', 'order_placed', 'events'].map(
    (name) => ({ name }),
  ),
];

const GOOD = `
import { createPublisher } from 'fanfare/publish';
import type { Events, OrderPlaced } from './events.ts';
const { publish } = createPublisher<Events>({ bus: 'fanfare-prod', source: 'shop' });
const order: OrderPlaced = { orderId: 'o1', to: { city: 'Ulm' } };
await publish({ type: 'order.placed', data: order, eventId: 'o1' });
await publish([{ type: 'order', data: { items: [{ sku: 'a' }], parent: { parent: {} } } }]);
await publish({ type: 'invoice.paid', data: { amount: 1 } });
await publish({ type: 'invoice.paid', data: { amountCents: 100, currency: 'EUR' }, schemaVersion: '2' });
await publish({ type: 'invoice.paid', data: { cents: 1, schemaVersion: 10 } });
await publish({ type: 'audit.noted', data: { any: 'thing' } });
await publish({ type: 'remote.thing', data: { any: 'thing' } });
await publish({ type: 'sneaky', data: { a: 'text' } });
await publish({ type: 'open', data: { a: 'text', more: 1 } });
await publish({ type: 'pair', data: { at: [1, 2] } });
await publish({ type: 'labels', data: { count: 1, more: 'text' } });
await publish({ type: 'texts', data: { any: 'text' } });
await publish({ type: 'needs', data: { who: 'acme', more: 'text' } });
await publish({ type: 'patterns', data: { count: 1, 'x-a': 'text', 'y-b': 2 } });
await publish({ type: 'one.pattern', data: { 'x-a': 'text' } });
await publish({ type: '日本', data: {} });
`;

/** Every line is refused. */
const BAD = `
await publish({ type: 'order.placed', data: {} });
await publish({ type: 'order.placed', data: { orderId: 1 } });
await publish({ type: 'order.placed', data: { orderId: 'o1', to: { town: 'Ulm' } } });
await publish({ type: 'order.placd', data: { orderId: 'o1' } });
await publish([{ type: 'order', data: { items: [{ sku: 7 }] } }]);
await publish({ type: 'invoice.paid', data: { amount: 1 }, schemaVersion: '2' });
await publish({ type: 'invoice.paid', data: { amountCents: 100, currency: 'EUR' } });
await publish({ type: 'invoice.paid', data: { amountCents: 100, currency: 'CHF' }, schemaVersion: '2' });
await publish({ type: 'open', data: { more: 1 } });
await publish({ type: 'pair', data: { at: [1, 2, 3] } });
await publish({ type: 'labels', data: { count: 'one' } });
await publish({ type: 'texts', data: { any: 1 } });
await publish({ type: 'needs', data: { more: 1 } });
await publish({ type: 'patterns', data: { count: 'one' } });
await publish({ type: 'one.pattern', data: { 'x-a': 1 } });
`;

let project: string;
beforeAll(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'fanfare-types-'));
  await mkdir(path.join(project, 'node_modules'));
  await symlink(ROOT, path.join(project, 'node_modules/fanfare'));
  const settings = { extends: path.join(ROOT, 'tsconfig.json'), compilerOptions: { types: [] }, include: ['*.ts'] };
  await writeFile(path.join(project, 'tsconfig.json'), JSON.stringify(settings));
  await writeFile(path.join(project, 'package.json'), '{"type":"module"}');
});
afterAll(() => rm(project, { recursive: true }));

/** What the compiler complains of, as `file:line`. */
async function complaints(files: Record<string, string>): Promise<string[]> {
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(project, name), text);
  const tsc = path.join(ROOT, 'node_modules/.bin/tsc');
  const { stdout } = await promisify(execFile)(tsc, ['--noEmit', '--pretty', 'false', '-p', project]).catch(
    (error: { stdout: string }) => error,
  );
  for (const name of Object.keys(files)) await rm(path.join(project, name));
  return stdout.split('\n').flatMap((line) => {
    const [, file, number] = /^(?:.*\/)?([\w.-]+)\((\d+),/.exec(line) ?? [];
    return file === undefined ? [] : [`${file}:${number}`];
  });
}

describe('the types of a catalogue', () => {
  it('take the data its schemas take, and no other', async () => {
    const { text } = await generateTypes(CATALOGUE);
    const bad = `${GOOD.split('\n').slice(1, 4).join('\n')}${BAD}`;
    const lines = bad.split('\n').flatMap((line, at) => (line.startsWith('await') ? [`bad.ts:${at + 1}`] : []));
    expect(lines.length).toBe(15);
    expect(await complaints({ 'events.ts': text, 'good.ts': GOOD, 'bad.ts': bad })).toEqual(lines);
  });

  it('are the same whatever order the catalogue comes in', async () => {
    const { text } = await generateTypes(CATALOGUE);
    const reversed = CATALOGUE.toReversed().map(({ schemas = {}, ...rest }) => ({
      ...rest,
      schemas: Object.fromEntries(Object.entries(schemas).toReversed()),
    }));
    expect((await generateTypes(reversed)).text).toBe(text);
  });

  it('carry what the catalogue says in words', async () => {
    const { text } = await generateTypes(CATALOGUE);
    expect(text).toContain(
      "  /**\n   * A customer has ordered.\n   * See * / the handbook.\n   */\n  'order.placed': OrderPlaced;",
    );
    expect(text).toContain('/**\n * @deprecated\n */\nexport interface Order {');
    expect(text).toContain('/**\n * In units\n *\n * @deprecated\n */\nexport interface InvoicePaidV1 {');
    expect(text).toContain('   * as on an envelope');
  });

  it('tell versions apart by the stage’s own field', async () => {
    const { text } = await generateTypes(CATALOGUE, { schemaVersionField: 'event-version' });
    expect(text).toContain(
      [
        'export type InvoicePaid =',
        "  | (InvoicePaidV1 & { 'event-version'?: '1' | 1 })",
        "  | (InvoicePaidV2 & { 'event-version': '2' | 2 })",
        "  | (InvoicePaidV10 & { 'event-version': '10' | 10 });",
      ].join('\n'),
    );
  });

  it('hold no code that a schema brings along, and follow no reference to elsewhere', async () => {
    const { text, faults } = await generateTypes(CATALOGUE);
    expect(text).not.toContain('stolen');
    expect(faults).toEqual([
      { eventType: 'remote.thing', schemaVersion: '1', message: expect.stringMatching(/^it refers to "https:/) },
    ]);
  });

  it('of an empty catalogue are a map without members', async () => {
    expect(await complaints({ 'events.ts': (await generateTypes([])).text })).toEqual([]);
  });
});

describe('names', () => {
  it('are of the compiler’s liking and unlike each other, however odd the event types', async () => {
    const word = fc.constantFrom('order', 'Order', 'paid', 'v1', '2', 'events');
    const words = fc.array(word, { minLength: 1, maxLength: 2 }).map((parts) => parts.join('.'));
    const name = fc.oneof({ weight: 4, arbitrary: words }, fc.string({ minLength: 1 }));
    const schema = fc.constantFrom(
      { ...object({ a: { $ref: '#/$defs/paid' } }), $defs: { paid: object({ n: { type: 'number' } }) } },
      object({ Order: object({ n: { type: 'number' } }), again: { $ref: '#/properties/Order' } }),
      { oneOf: [object({ a: { type: 'string' } }, 'a'), object({ b: { type: 'string' } }, 'b')], title: 'Order' },
    );
    const version = fc.oneof(
      fc.constantFrom('1', '2', '10'),
      fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,5}[A-Za-z0-9])?$/),
    );
    const eventType = fc.record({ name, schemas: fc.dictionary(version, schema, { maxKeys: 2 }) });
    const catalogue = fc.uniqueArray(eventType, { selector: (each) => each.name, maxLength: 12 });
    const samples = fc.sample(catalogue, { numRuns: 40, seed: 7 });
    const texts = await Promise.all(samples.map(async (sample) => (await generateTypes(sample)).text));
    const files = Object.fromEntries(texts.map((text, n) => [`catalogue${n}.ts`, text]));
    expect(await complaints(files)).toEqual([]);
    // Two interfaces of one name would be no error, but one interface.
    const twice = texts.map((text) => declaredIn(text).filter((found, at, all) => all.indexOf(found) !== at));
    expect(twice.flat()).toEqual([]);
  });
});

function declaredIn(text: string): string[] {
  return [...text.matchAll(/^export \w+ (\w+)/gm)].map(([, name = '']) => name);
}
