/** A stage that is not the local one: found by its stack, asked with the caller's signature. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.ts';
import { OTHER_SETTINGS } from '../other-settings.ts';
import { TestPlatform } from '../test-platform.ts';
import { fanfare } from './fanfare-process.ts';
import { isSignedBy } from './sigv4.ts';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-so-secret' };
const REGION = { AWS_REGION: 'us-east-1' };
const LIST = ['--json', '--stage', 'strict', 'subscribers', 'list'];

let platform: TestPlatform;
beforeAll(async () => {
  platform = await TestPlatform.start({ stage: 'strict' });
});
afterAll(() => platform.stop());

const atPlatform = () => ({ AWS_ENDPOINT_URL: platform.platform.awsUrl });

describe('the API of a stage', () => {
  it('is found in the outputs of its stack', async () => {
    const { code, stdout } = await fanfare(LIST, { env: { ...atPlatform(), ...CREDENTIALS, ...REGION } });
    expect({ code, page: JSON.parse(stdout) as object }).toEqual({ code: 0, page: { items: [] } });
  });

  it('may be named by the environment, stage included', async () => {
    const env = { ...atPlatform(), ...CREDENTIALS, ...REGION, FANFARE_STAGE: 'strict' };
    expect((await fanfare(['subscribers', 'list'], { env })).code).toBe(0);
  });

  it.each([
    ['GET', ['subscribers', 'list', '--search', 'a b+c&d/é*', '--tenant', "x'(y)"]],
    ['GET', ['deliveries', 'list', '--event', 'order/1 2#3']],
    ['POST', ['subscribers', 'create', '--name', 'Füße', '--url', 'https://example.com', '--event-types', 'x']],
  ])('gets every request signed with the caller’s credentials: %s %j', async (method, args) => {
    const seen: { method: string | undefined; isSigned: boolean }[] = [];
    const server = http.createServer((request, response) => {
      void buffer(request).then((body) => {
        seen.push({ method: request.method, isSigned: isSignedBy(CREDENTIALS.AWS_SECRET_ACCESS_KEY, request, body) });
        response.end('{"items":[]}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await fanfare(['--json', '--stage', 'prod', '--api-url', url, ...args], { env: { ...CREDENTIALS, ...REGION } });
    server.close();
    expect(seen).toEqual([{ method, isSigned: true }]);
  });
});

describe('what a stage calls the fields of events', () => {
  it('is known from its stack: events carry them by those names', async () => {
    const other = await TestPlatform.start({ settings: OTHER_SETTINGS });
    try {
      await other.api('PUT', '/v1/event-types/order.placed', {});
      const { id } = await other.subscribe('/ours', { eventTypes: ['order.placed'], tenant: 'acme' });
      const env = { FANFARE_API_URL: other.platform.apiUrl, AWS_ENDPOINT_URL: other.platform.awsUrl };
      const event = ['--type', 'order.placed', '--tenant', 'acme', '--event-id', 'ord_1', '--data', '{"total":7}'];
      expect((await fanfare(['events', 'publish', ...event], { env })).code).toBe(0);
      await other.settled(id, 'ord_1', 'delivered');
      const { data } = JSON.parse(other.endpoint.at('/ours')[0]?.body.toString() ?? '') as { data: object };
      expect(data).toEqual({ uid: 'ord_1', customer: 'acme', total: 7 });
    } finally {
      await other.stop();
    }
  });
});

describe('what stands in the way is said in one sentence, with what to do:', () => {
  const failure = async (env: Record<string, string>, args = LIST) => {
    const { code, stdout, stderr } = await fanfare(args, { env });
    expect(stdout).toBe('');
    return { code, detail: (JSON.parse(stderr) as { detail: string }).detail };
  };

  it('no region', async () => {
    expect(await failure({ ...atPlatform(), ...CREDENTIALS })).toEqual({
      code: 1,
      detail: 'No AWS region is set: set AWS_REGION, or `region` in your AWS profile.',
    });
  });

  it('no credentials', async () => {
    const { code, detail } = await failure({ ...atPlatform(), ...REGION });
    expect(code).toBe(1);
    expect(detail).toMatch(/^No AWS credentials were found .*Log in \(`aws sso login` or `aws configure`\)/);
  });

  it('no such stack', async () => {
    const args = ['--json', '--stage', 'nowhere', 'subscribers', 'list'];
    expect(await failure({ ...atPlatform(), ...CREDENTIALS, ...REGION }, args)).toEqual({
      code: 3,
      detail:
        'There is no stack Fanfare-nowhere in us-east-1: deploy it with `npx cdk deploy -c stage=nowhere`, or name another --stage, AWS_REGION or AWS_PROFILE.',
    });
  });

  it('AWS out of reach', async () => {
    const AWS_ENDPOINT_URL = `http://127.0.0.1:${await freePort()}`;
    const { code, detail } = await failure({ AWS_ENDPOINT_URL, ...CREDENTIALS, ...REGION });
    expect({ code, detail }).toEqual({
      code: 1,
      detail: `AWS cannot be reached to describe the stack Fanfare-strict (ECONNREFUSED): check the network and the region, and AWS_ENDPOINT_URL, which is ${AWS_ENDPOINT_URL}.`,
    });
  });

  it.each([
    ['ExpiredToken', 'Your AWS credentials have expired. Log in'],
    ['InvalidClientTokenId', 'AWS does not know these credentials (InvalidClientTokenId). Log in'],
    ['AccessDenied', 'Your AWS credentials may not describe the stack Fanfare-strict: it says no'],
  ])('credentials that AWS refuses: %s', async (code, why) => {
    const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>it says no</Message></Error></ErrorResponse>`;
    const server = http.createServer((_, response) => response.writeHead(403, { 'content-type': 'text/xml' }).end(xml));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { detail } = await failure({ AWS_ENDPOINT_URL, ...CREDENTIALS, ...REGION });
    server.close();
    expect(detail).toContain(why);
  });

  it('an API that does not let the caller in', async () => {
    const server = http.createServer((_, response) => response.writeHead(403).end('{"message":"Forbidden"}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, detail } = await failure({ ...CREDENTIALS, ...REGION }, [...LIST, '--api-url', url]);
    server.close();
    expect({ code, detail }).toEqual({
      code: 1,
      detail: 'The API does not let these AWS credentials in (Forbidden): they need execute-api:Invoke on it.',
    });
  });
});
