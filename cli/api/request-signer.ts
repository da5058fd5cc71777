/** Who asks? Requests to an API on AWS carry the caller's signature (SigV4). */
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsAccess } from '../aws/aws-access.ts';
import { explainAwsFailure } from '../aws/aws-failure.ts';
import { callersRegion } from '../aws/callers-region.ts';

export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** Answers the headers with those of the signature. */
export type SignRequest = (request: UnsignedRequest) => Promise<Record<string, string>>;

export async function requestSigner(access: AwsAccess, apiUrl: string): Promise<SignRequest> {
  const region = regionOf(apiUrl) ?? (await callersRegion(access));
  const signer = new SignatureV4({ credentials: access.credentials, region, service: 'execute-api', sha256: Sha256 });
  return async ({ method, url, headers, body }) => {
    const request = {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...headers, host: url.host },
      ...(body === undefined ? {} : { body }),
    };
    const signed = await signer.sign(request).catch((error: unknown) => {
      throw explainAwsFailure(error, 'sign a request');
    });
    return signed.headers;
  };
}

/** The API may stand in another region than the caller's default. */
function regionOf(apiUrl: string): string | undefined {
  return /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com/.exec(apiUrl)?.[1];
}

/** The hash the signer asks for, over Node's own. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === 'string' || secret === undefined ? secret : bytesOf(secret);
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
