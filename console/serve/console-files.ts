/**
 * How are the console's files served? All are read once and known by name, so that no path leads out of their folder.
 * An address that is no file is a page of the console: it gets the index, and the page finds out what to show.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type http from 'node:http';
import path from 'node:path';

interface ServedFile {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export type Serve = (request: http.IncomingMessage, response: http.ServerResponse) => void;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** Nothing of elsewhere runs, is shown or is called, and nobody frames it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self' data:", // Cloudscape's style sheet holds its fonts
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SECURITY_HEADERS = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const INDEX = '/index.html';
/** Their names hold a hash of what is in them. */
const HASHED = '/assets/';

/** `directory` as `buildConsole` answers it. The page shows the stage's name at its top. */
export function consoleFiles(directory: string, stage: string): Serve {
  const files = readFiles(directory, stage);
  return (request, response) => {
    const { method = 'GET', headers } = request;
    const file = files.get(fileFor(request, files));
    if (!file) return refuse(response, 404, 'Nothing is here. The API is under /v1, for example /v1/subscribers.');
    if (method !== 'GET' && method !== 'HEAD') return refuse(response, 405, 'This can only be read.');
    const isKnown = headers['if-none-match'] === file.headers.etag;
    response.writeHead(isKnown ? 304 : 200, {
      ...SECURITY_HEADERS,
      ...file.headers,
      ...(isKnown ? {} : { 'content-length': file.body.length }),
    });
    response.end(isKnown || method === 'HEAD' ? undefined : file.body);
  };
}

/** What a browser goes to is a page, also where its last part holds a dot, as an event type's name does. */
function fileFor({ url = '/', headers }: http.IncomingMessage, files: ReadonlyMap<string, ServedFile>): string {
  const [name = '/'] = url.split('?', 1);
  if (files.has(name) || name.startsWith(HASHED) || name === '/v1' || name.startsWith('/v1/')) return name;
  const isPage = !name.includes('.') || headers.accept?.includes('text/html');
  return isPage ? INDEX : name;
}

function readFiles(directory: string, stage: string): ReadonlyMap<string, ServedFile> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const name = `/${path.relative(directory, file).split(path.sep).join('/')}`;
      return [name, servedFile(name, readFileSync(file), stage)];
    }),
  );
}

function servedFile(name: string, content: Buffer, stage: string): ServedFile {
  const body = name === INDEX ? Buffer.from(withStage(content.toString('utf8'), stage)) : content;
  return {
    body,
    headers: {
      'content-type': TYPES[path.extname(name)] ?? 'application/octet-stream',
      'cache-control': name.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`,
    },
  };
}

function withStage(html: string, stage: string): string {
  return html.replace('name="fanfare-stage" content=""', `name="fanfare-stage" content="${stage.replace(/\W/g, '-')}"`);
}

function refuse(response: http.ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
