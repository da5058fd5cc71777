/** `fanfare console` when it is asked nonsense, or what it asks itself comes to nothing. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { endAll } from './fanfare-process.ts';
import { CUT, NotingApi } from './noting-api.ts';
import { ask, NAVIGATION, OWN, ServedConsole } from './served-console.ts';

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'not-so-secret',
  AWS_REGION: 'eu-west-1',
};

let api: NotingApi;
/** Of a stage that is not the local one: most tests ask the same. */
let prod: ServedConsole;

const startProd = (env: Readonly<Record<string, string>> = CREDENTIALS) =>
  ServedConsole.start(['--stage', 'prod', '--api-url', api.url], env);

beforeAll(async () => {
  api = await NotingApi.start(CREDENTIALS.AWS_SECRET_ACCESS_KEY);
  prod = await startProd();
});
afterAll(() => {
  endAll();
  api.stop();
});
beforeEach(() => api.reset());

describe('nothing that it is asked ends it, or leads elsewhere:', () => {
  it.each([
    ['//', 401],
    ['http://[', 400],
    ['http://evil.example/', 400],
    ['*', 400],
    ['/%', 401],
    ['/?key=%', 401],
  ])('%s', async (target, status) => {
    expect(await prod.write(prod.head(target))).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect((await ask(`${prod.origin}/subscribers`, { cookie: prod.cookie })).status).toBe(200);
  });

  it('a body that is cut off', async () => {
    const headers = { ...OWN, cookie: prod.cookie, 'content-length': '100' };
    await prod.write(`${prod.head('/v1/subscribers', headers).replace('GET', 'POST')}{"name":`, true);
    expect((await prod.ask('/v1/overview')).status).toBe(200);
    expect(api.asked.map(({ url }) => url)).toEqual(['/v1/overview']);
  });

  it.each(['//x//evil.example', '//evil.example/', '/\\evil.example', '/.//evil.example', '////evil.example'])(
    'the way on from %s is on its own origin',
    async (target) => {
      const page = await prod.write(prod.head(target, NAVIGATION));
      expect(new URL(/<a href="([^"]*)"/.exec(page)?.[1] ?? '', prod.origin).origin).toBe(prod.origin);
      const moved = await prod.write(prod.head(`${target}?key=${prod.url.searchParams.get('key')}`));
      expect(moved).toMatch(/^HTTP\/1.1 303 /);
      expect(new URL(/^location: (.*)$/m.exec(moved)?.[1] ?? '', prod.origin).origin).toBe(prod.origin);
    },
  );
});

describe('what stands in the way is said to the page, with what to do:', () => {
  it('credentials that have expired', async () => {
    api.answer = {
      ...api.answer,
      status: 403,
      body: '{"message":"The security token included in the request is expired"}',
    };
    const { status, body } = await prod.ask('/v1/overview');
    expect(status).toBe(401);
    expect((JSON.parse(body) as { detail: string }).detail).toMatch(/have expired\. Log in \(`aws sso login`/);
  });

  it('a clock that is wrong, which is no matter of logging in', async () => {
    const message =
      'Signature expired: 20261121T030000Z is now earlier than 20261121T031000Z (20261121T031500Z - 5 min.)';
    api.answer = { ...api.answer, status: 403, body: JSON.stringify({ message }) };
    const { status, body } = await prod.ask('/v1/overview');
    expect(status).toBe(403);
    expect(body).toContain('set the clock of this machine right');
    expect(body).not.toContain('Log in');
  });

  it('a refusal of the API that speaks of something else that has expired is passed on', async () => {
    const problem = JSON.stringify({
      title: 'Not allowed',
      status: 403,
      detail: 'The token of this page has expired.',
    });
    api.answer = { status: 403, type: 'application/problem+json', body: problem };
    expect(await prod.ask('/v1/overview')).toMatchObject({ status: 403, body: problem });
  });

  it('no credentials at all', async () => {
    const nobody = await startProd({ AWS_REGION: 'eu-west-1' });
    const { status, body } = await nobody.ask('/v1/overview');
    expect(status).toBe(401);
    expect((JSON.parse(body) as { detail: string }).detail).toMatch(/No AWS credentials were found.*Log in/);
  });

  it('an answer that is cut off midway', async () => {
    api.answer = { ...api.answer, type: CUT };
    const { status, body } = await prod.ask('/v1/x', 'POST', '{}');
    expect(status).toBe(502);
    expect(JSON.parse(body)).toMatchObject({
      title: 'The answer was cut off',
      detail: expect.stringMatching(/may have been done/) as string,
    });
  });

  it('an API that does not answer', async () => {
    const lost = await ServedConsole.start(['--api-url', 'http://127.0.0.1:9']);
    const { status, body } = await lost.ask('/v1/overview');
    expect(status).toBe(502);
    expect((JSON.parse(body) as { detail: string }).detail).toMatch(
      /is the platform running\? Start it with `npm start`/,
    );
  });
});
