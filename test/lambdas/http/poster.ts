/** A poster that may call this machine, and what the tests post with it. */
import { onTestFinished } from 'vitest';
import type { Resolve } from '../../../lambdas/http/checked-lookup.ts';
import { Poster, type PostRequest } from '../../../lambdas/http/post.ts';
import type { Certificate } from '../../certificate.ts';
import { RawEndpoint, type Script } from '../../raw-endpoint.ts';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];

export function newPoster(resolve?: Resolve, allowedAddresses: readonly string[] = LOOPBACK): Poster {
  const poster = new Poster(allowedAddresses, resolve);
  onTestFinished(() => poster.close());
  return poster;
}

/** Gone when the test is. */
export async function rawEndpoint(script: Script, certificate?: Certificate): Promise<RawEndpoint> {
  const endpoint = await RawEndpoint.start(script, certificate);
  onTestFinished(() => endpoint.stop());
  return endpoint;
}

export function postTo(url: URL | string, { body = '{}', timeoutMs = 10_000 } = {}): PostRequest {
  return { url: new URL(url), headers: { 'webhook-id': 'evt_1' }, body: Buffer.from(body), timeoutMs };
}
