/** The files of the console as they are served: pages, hashed files, and nothing else of this machine. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleFiles } from '../../../console/serve/console-files.ts';

let outside: string;
let server: http.Server;
let port: number;

beforeAll(async () => {
  outside = mkdtempSync(path.join(tmpdir(), 'fanfare-console-'));
  writeFileSync(path.join(outside, 'outside.txt'), 'secret');
  const directory = path.join(outside, 'console');
  mkdirSync(path.join(directory, 'assets'), { recursive: true });
  writeFileSync(path.join(directory, 'index.html'), '<meta name="fanfare-stage" content="" />');
  writeFileSync(path.join(directory, 'assets', 'main-abc.js'), 'run()');
  writeFileSync(path.join(directory, 'theme.js'), 'dark()');
  server = http.createServer(consoleFiles(directory, 'prod'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.close();
  rmSync(outside, { recursive: true });
});

const get = (name: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${name}`, init);

describe('the console is served:', () => {
  it.each(['/', '/subscribers', '/subscribers/sub_1/dead-letters', '/no/such/page?a=b'])(
    '%s is a page, which knows its stage',
    async (name) => {
      const answer = await get(name);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(await answer.text()).toBe('<meta name="fanfare-stage" content="prod" />');
    },
  );

  it('a name with a dot is a page where a browser goes to it, as an event type’s is', async () => {
    const html = { headers: { accept: 'text/html,*/*;q=0.8' } };
    expect(await (await get('/event-types/invoice.paid', html)).text()).toContain('fanfare-stage');
    expect((await get('/missing.png', { headers: { accept: 'image/*' } })).status).toBe(404);
  });

  it('a file whose name holds its hash is kept for good; another one is asked for again', async () => {
    const hashed = await get('/assets/main-abc.js');
    expect(hashed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(hashed.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const theme = await get('/theme.js');
    expect(theme.headers.get('cache-control')).toBe('no-cache');
    const again = await get('/theme.js', { headers: { 'if-none-match': theme.headers.get('etag') ?? '' } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('an asset that is not there is no page: a page from before a new build must notice', async () => {
    expect((await get('/assets/main-old.js', { headers: { accept: 'text/html' } })).status).toBe(404);
  });

  it('the API’s paths are not pages', async () => {
    expect((await get('/v1/nothing', { headers: { accept: 'text/html' } })).status).toBe(404);
  });

  it('everything forbids what is not its own, and frames', async () => {
    for (const name of ['/', '/theme.js', '/assets/none.js']) {
      const { headers } = await get(name);
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; script-src 'self';.*frame-ancestors 'none'$/,
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  it('is only read', async () => {
    expect((await get('/', { method: 'POST', body: '{}' })).status).toBe(405);
    const head = await get('/', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it.each(['/../outside.txt', '/..%2foutside.txt', '/assets/../../outside.txt', '//outside.txt', '/%00'])(
    'and %s leads to nothing outside',
    async (name) => {
      const socket = connect(port, '127.0.0.1');
      socket.end(`GET ${name} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
      const said = await text(socket);
      expect(said).toMatch(/^HTTP\/1.1 (404|200)/);
      expect(said).not.toContain('secret');
    },
  );
});
