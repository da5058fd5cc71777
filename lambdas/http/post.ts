/** How did one POST end? Never throws for what an endpoint does: that is an outcome. */
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { refusedAddress } from '../../core/address.ts';
import type { Outcome } from '../../core/decide.ts';
import { hostAddress } from '../../core/endpoint-url.ts';
import { retryAfterSeconds } from '../../core/retry-after.ts';
import { checkedLookup, type Resolve } from './checked-lookup.ts';
import { Connections } from './connections.ts';
import { outcomeOfError } from './outcome-of-error.ts';

/** A name that does not connect in this time is not going to; the rest of the time is for the answer. */
const MAX_CONNECT_MS = 5_000;
/** An answer is read so far, then the connection is dropped. */
const MAX_READ_BYTES = 64 * 1024;
/** So much of a failure's answer is kept for the log. */
const MAX_KEPT_BYTES = 1024;

export interface PostRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** For the whole, from connect to the last byte. */
  readonly timeoutMs: number;
}

export interface PostResult {
  readonly outcome: Outcome;
  /** The beginning of the answer's body, where the outcome is a failure with one. */
  readonly response?: string;
}

export class Poster {
  readonly #connections: Connections;
  readonly #allowed: readonly string[];

  /** `allowedAddresses`: CIDR ranges that may be called besides global unicast. */
  constructor(allowedAddresses: readonly string[], resolve?: Resolve) {
    const lookup: LookupFunction = checkedLookup(allowedAddresses, resolve);
    this.#allowed = allowedAddresses;
    this.#connections = new Connections(lookup, allowedAddresses);
  }

  /** Forgets connections that a freeze may have killed. */
  wake(): void {
    this.#connections.dropStale();
  }

  async post(request: PostRequest): Promise<PostResult> {
    const literal = hostAddress(request.url); // sockets never ask `lookup` about a literal
    const rule = literal === undefined ? undefined : refusedAddress(literal, this.#allowed);
    if (rule !== undefined) return { outcome: { kind: 'refused', rule } };
    const deadline = Date.now() + request.timeoutMs;
    const first = await this.#exchange(request, deadline);
    if (!first.neverReached) return first.result;
    // The kept connection was dead before anything came back: the endpoint cannot have answered. Once, on a new one.
    return (await this.#exchange(request, deadline)).result;
  }

  close(): void {
    this.#connections.destroy();
  }

  #exchange(request: PostRequest, deadline: number): Promise<{ result: PostResult; neverReached: boolean }> {
    return new Promise((resolve) => {
      const { url } = request;
      let phase: 'connect' | 'headers' | 'body' = 'connect';
      let timedOut = false;
      const sent = (url.protocol === 'https:' ? https : http).request(url, {
        method: 'POST',
        agent: this.#connections.agent(url.protocol),
        headers: { ...request.headers, 'content-length': String(request.body.length) },
      });
      const giveUp = () => {
        timedOut = true;
        sent.destroy();
      };
      let timer = setTimeout(giveUp, Math.min(MAX_CONNECT_MS, deadline - Date.now()));
      const settle = (result: PostResult, neverReached = false) => {
        clearTimeout(timer);
        resolve({ result, neverReached });
      };
      const connected = () => {
        phase = 'headers';
        clearTimeout(timer);
        timer = setTimeout(giveUp, deadline - Date.now());
      };
      const failed = (error: Error) => {
        if (timedOut) return settle({ outcome: { kind: 'timed-out', phase } });
        const outcome = outcomeOfError(error, phase);
        const isReset = outcome.kind === 'unreachable' && outcome.cause === 'reset';
        settle({ outcome }, isReset && sent.reusedSocket && phase === 'headers');
      };
      sent.on('socket', (socket) => {
        if (!socket.connecting && sent.reusedSocket) connected();
        else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
      });
      sent.on('error', failed);
      sent.on('close', () => failed(new Error('closed without an answer')));
      sent.on('response', (answer) => {
        phase = 'body';
        readAnswer(answer, settle, failed);
      });
      sent.end(request.body);
    });
  }
}

function readAnswer(
  answer: http.IncomingMessage,
  settle: (result: PostResult) => void,
  failed: (error: Error) => void,
): void {
  const kept: Buffer[] = [];
  let bytes = 0;
  const done = () => settle(resultOf(answer, Buffer.concat(kept).subarray(0, MAX_KEPT_BYTES)));
  answer.on('data', (chunk: Buffer) => {
    if (bytes < MAX_KEPT_BYTES) kept.push(chunk);
    bytes += chunk.length;
    if (bytes <= MAX_READ_BYTES) return;
    done();
    answer.destroy();
  });
  answer.on('end', done);
  answer.on('error', failed);
}

function resultOf(answer: http.IncomingMessage, beginning: Buffer): PostResult {
  const status = answer.statusCode ?? 0;
  const wait = retryAfterSeconds(answer.headers['retry-after'], new Date());
  const outcome: Outcome = { kind: 'responded', status, ...(wait === undefined ? {} : { retryAfterSeconds: wait }) };
  if (status >= 200 && status < 300) return { outcome };
  return { outcome, response: beginning.toString('utf8') };
}
