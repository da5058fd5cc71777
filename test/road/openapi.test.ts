/** The document is what the API does: it is served, committed, and every answer to any request fits it. */
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { type Schema, Validator } from '@cfworker/json-schema';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_DESCRIPTIONS } from '../../lambdas/api/api-descriptions.ts';
import { describeApi } from '../../lambdas/api/describe-api.ts';
import { TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';

interface Media {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: Media;
  readonly responses: Readonly<Record<string, Media>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: object };
}

const committed = JSON.parse(
  readFileSync(new URL('../../lambdas/api/openapi.json', import.meta.url), 'utf8'),
) as Document;
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

let fanfare: TestPlatform;
let subscriberId: string;
let pullerId: string;
let jobIds: string[];
beforeAll(async () => {
  fanfare = await TestPlatform.start();
  ({ id: subscriberId } = await fanfare.subscribe('/subject', { eventTypes: ['nothing.happens'] }));
  const settings = { name: 'Puller', mode: 'pull', eventTypes: ['nothing.happens'] };
  ({ id: pullerId } = (await fanfare.api<{ id: string }>('POST', '/v1/subscribers', settings)).body);
  const { id: other } = await fanfare.subscribe('/other', { eventTypes: ['nothing.happens'] });
  const jobs = { redrives: {}, discards: { all: true }, reconciliations: undefined, replays: { from: recently() } };
  jobIds = [];
  for (const [noun, body] of Object.entries(jobs)) {
    const { body: job } = await fanfare.api<{ id: string }>('POST', `/v1/subscribers/${other}/${noun}`, body);
    jobIds.push(job.id);
    await until(`${job.id} to be over`, async () => isOver((await fanfare.api('GET', `/v1/${noun}/${job.id}`)).body));
  }
});
afterAll(() => fanfare.stop());

const recently = () => new Date(Date.now() - 60_000).toISOString();
const isOver = (job: unknown) => (job as { finishedAt?: string }).finishedAt !== undefined;

it('the document is made anew whenever the schemas change: npm run openapi', () => {
  expect(committed).toEqual(describeApi(API_DESCRIPTIONS, version));
});

it('a step up in a path leads nowhere', async () => {
  for (const path of [
    '/v1/events/%2e%2e/subscribers',
    `/v1/events/%2e%2e/subscribers/${subscriberId}/pause`,
    `/v1/subscribers/x%2F..%2F${pullerId}/pull`,
  ]) {
    // As it is: `fetch` would take the step itself.
    const { hostname, port } = new URL(fanfare.platform.apiUrl);
    const status = await new Promise((resolve, reject) => {
      const request = http.request({ hostname, port, path, method: path.endsWith('s') ? 'GET' : 'POST' }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      request.on('error', reject).end();
    });
    expect(status, path).toBe(404);
  }
});

it('the document is served', async () => {
  const { status, body } = await fanfare.api('GET', '/v1/openapi.json');
  expect([status, body]).toEqual([200, committed]);
});

describe('whatever is sent,', () => {
  /** After these the subscriber refuses most of what is asked. */
  const last = ['disableSubscriber', 'deleteSubscriber'];
  const operations = Object.entries(committed.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [operation.operationId, method, path, operation] as const),
    )
    .sort(([a], [b]) => last.indexOf(a) - last.indexOf(b));

  /** Texts that have broken APIs before. */
  const nasty = fc.constantFrom(
    '',
    ' ',
    '*',
    '%00',
    '../..',
    "' OR 1=1 --",
    '\u0000',
    '😀',
    '__proto__',
    'a'.repeat(3000),
  );
  const value = fc.oneof(
    { depthSize: 'small' },
    fc.jsonValue({ maxDepth: 3 }),
    nasty,
    fc.double(),
    fc.array(nasty, { maxLength: 3 }),
    fc.constantFrom(true, recently(), new Date().toISOString(), ['evt_1', 'order 7'], { reason: 'endpoint-gone' }),
  );

  it.each(operations)('%s answers as the document says', async (_, method, path, operation) => {
    const names = fieldsOf(operation);
    const fields = names.length === 0 ? fc.constant('') : fc.constantFrom(...names);
    const object = fc.dictionary(
      fc.oneof({ weight: 5, arbitrary: fields }, { weight: 1, arbitrary: fc.string() }),
      value,
      {
        maxKeys: 6,
        noNullPrototype: true,
      },
    );
    const body = fc.oneof({ weight: 4, arbitrary: object }, { weight: 1, arbitrary: value });
    const id = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(subscriberId, pullerId, ...jobIds) },
      { weight: 1, arbitrary: nasty.filter((text) => text.trim() !== '') },
      { weight: 1, arbitrary: fc.string({ minLength: 1 }) },
    );
    const isRotation = operation.operationId === 'rotateSecret'; // a good one takes seconds to answer
    const request = fc.record({
      id: isRotation ? nasty : id,
      body,
      query: fc.dictionary(queryNames(operation), fc.oneof(nasty, fc.integer().map(String)), {
        maxKeys: 2,
        noNullPrototype: true,
      }),
      header: fc.option(fc.constantFrom('1', '"x"', 'abc'), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ id: given, body: sent, query, header }) => {
        const filled = path.replaceAll(/\{\w+\}/g, encodeURIComponent(given.toWellFormed() || 'x'));
        const url = new URL(filled, fanfare.platform.apiUrl);
        for (const [name, text] of Object.entries(query)) url.searchParams.append(name, text);
        const answer = await fetch(url, {
          method: method.toUpperCase(),
          headers: header === undefined ? {} : { 'idempotency-key': header, 'if-match': header },
          ...(method === 'get' ? {} : { body: JSON.stringify(sent) ?? '' }),
        });
        await expectDocumented(answer, operation, url.href + JSON.stringify(sent));
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });
});

function fieldsOf({ requestBody }: Operation): string[] {
  const schema = resolved(requestBody?.content?.['application/json']?.schema ?? {});
  return Object.keys((schema as { properties?: object }).properties ?? {});
}

function queryNames({ parameters = [] }: Operation) {
  const names = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  return fc.constantFrom(...names, 'unheard-of');
}

function resolved(schema: object): object {
  const { $ref: reference } = schema as { $ref?: string };
  const name = reference?.split('/').at(-1);
  return name === undefined ? schema : ((committed.components.schemas as Record<string, object>)[name] ?? {});
}

async function expectDocumented(answer: Response, operation: Operation, what: string): Promise<void> {
  const documented = operation.responses[answer.status];
  const text = await answer.text();
  const told = `${what} → ${answer.status} ${text}`;
  // API Gateway itself answers a path it does not know.
  if (answer.status === 404 && text.includes('The API has no')) return;
  expect(documented, told).toBeDefined();
  expect(answer.status, told).toBeLessThan(500);
  const type = answer.headers.get('content-type') ?? '';
  const schema = documented?.content?.[type]?.schema;
  if (answer.status === 204) return expect(text, told).toBe('');
  expect(schema, told).toBeDefined();
  const body = JSON.parse(text) as { errors?: { path: string; message: string }[] };
  const whole = { ...schema, components: committed.components } as Schema;
  const { valid, errors } = new Validator(whole, '2020-12').validate(body);
  expect(valid, `${told}\n${JSON.stringify(errors)}`).toBe(true);
  if (answer.status === 400) expect(body.errors?.[0]?.path, told).toMatch(/./);
}
