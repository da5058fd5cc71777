/** Is a request signed as AWS asks it to be? Signature Version 4, computed anew from what arrived. */
import { createHash, createHmac } from 'node:crypto';
import type http from 'node:http';

const hash = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();

/** As RFC 3986 has it: more than `encodeURIComponent` encodes. */
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

export function isSignedBy(secretKey: string, request: http.IncomingMessage, body: Buffer): boolean {
  const { method = '', url = '/', headers } = request;
  const authorization = headers.authorization ?? '';
  const [, scope = '', names = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/(\S+), SignedHeaders=(\S+), Signature=(\w+)$/.exec(authorization) ?? [];
  const [path = '', query = ''] = url.split('?', 2);
  const pairs = query === '' ? [] : query.split('&').map((pair) => pair.split('=', 2).map(decodeURIComponent));
  const canonical = [
    method,
    path.split('/').map(encoded).join('/'), // encoded once more than it was sent, as every service but S3 has it
    pairs
      .map((pair) => pair.map(encoded).join('='))
      .sort()
      .join('&'),
    ...names.split(';').map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}`),
    '',
    names,
    hash(body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secretKey}`);
  return signature !== '' && hmac(key, toSign).toString('hex') === signature;
}
