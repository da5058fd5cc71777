/** `fanfare console` when it is asked nonsense, or what it asks itself comes to nothing. */
import { describe, expect, it } from 'vitest';
import { CUT } from './noting-api.ts';
import { ProdStage } from './prod-stage.ts';
import { ask, NAVIGATION, OWN, ServedConsole } from './served-console.ts';

const prod = ProdStage.ofThisFile();

describe('nothing that it is asked ends it, or leads elsewhere:', () => {
  it.each([
    ['//', 401],
    ['http://[', 400],
    ['http://evil.example/', 400],
    ['*', 400],
    ['/%', 401],
    ['/?key=%', 401],
  ])('%s', async (target, status) => {
    expect(await prod.console.write(prod.console.head(target))).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect((await ask(`${prod.console.origin}/subscribers`, { cookie: prod.console.cookie })).status).toBe(200);
  });

  it('a body that is cut off', async () => {
    const headers = { ...OWN, cookie: prod.console.cookie, 'content-length': '100' };
    await prod.console.write(`${prod.console.head('/v1/subscribers', headers).replace('GET', 'POST')}{"name":`, true);
    expect((await prod.console.ask('/v1/overview')).status).toBe(200);
    expect(prod.api.asked.map(({ url }) => url)).toEqual(['/v1/overview']);
  });

  it.each(['//x//evil.example', '//evil.example/', '/\\evil.example', '/.//evil.example', '////evil.example'])(
    'the way on from %s is on its own origin',
    async (target) => {
      const page = await prod.console.write(prod.console.head(target, NAVIGATION));
      expect(new URL(/<a href="([^"]*)"/.exec(page)?.[1] ?? '', prod.console.origin).origin).toBe(prod.console.origin);
      const moved = await prod.console.write(
        prod.console.head(`${target}?key=${prod.console.url.searchParams.get('key')}`),
      );
      expect(moved).toMatch(/^HTTP\/1.1 303 /);
      expect(new URL(/^location: (.*)$/m.exec(moved)?.[1] ?? '', prod.console.origin).origin).toBe(prod.console.origin);
    },
  );
});

describe('what stands in the way is said to the page, with what to do:', () => {
  it('credentials that have expired', async () => {
    prod.api.answer = {
      ...prod.api.answer,
      status: 403,
      body: '{"message":"The security token included in the request is expired"}',
    };
    const { status, body } = await prod.console.ask('/v1/overview');
    expect(status).toBe(401);
    expect((JSON.parse(body) as { detail: string }).detail).toMatch(/have expired\. Log in \(`aws sso login`/);
  });

  it('a clock that is wrong, which is no matter of logging in', async () => {
    const message =
      'Signature expired: 20261121T030000Z is now earlier than 20261121T031000Z (20261121T031500Z - 5 min.)';
    prod.api.answer = { ...prod.api.answer, status: 403, body: JSON.stringify({ message }) };
    const { status, body } = await prod.console.ask('/v1/overview');
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
    prod.api.answer = { status: 403, type: 'application/problem+json', body: problem };
    expect(await prod.console.ask('/v1/overview')).toMatchObject({ status: 403, body: problem });
  });

  it('no credentials at all', async () => {
    const nobody = await prod.another({ AWS_REGION: 'eu-west-1' });
    const { status, body } = await nobody.ask('/v1/overview');
    expect(status).toBe(401);
    expect((JSON.parse(body) as { detail: string }).detail).toMatch(/No AWS credentials were found.*Log in/);
  });

  it('an answer that is cut off midway', async () => {
    prod.api.answer = { ...prod.api.answer, type: CUT };
    const { status, body } = await prod.console.ask('/v1/x', 'POST', '{}');
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
