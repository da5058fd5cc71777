/** What is worth keeping of an answer? Its status, when it asks us to come back, and how a failure begins. */
import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import type { Outcome } from '../../core/decide.ts';
import { retryAfterSeconds } from '../../core/retry-after.ts';

/** An answer is read so far, then the connection is dropped. */
const MAX_READ_BYTES = 64 * 1024;
/** So much of a failure's answer is kept for the log. */
const MAX_KEPT_BYTES = 1024;

export interface PostResult {
  readonly outcome: Outcome;
  /** The beginning of the answer's body, where the outcome is a failure with one. */
  readonly response?: string;
}

export class Answer {
  readonly #message: IncomingMessage;
  readonly #kept: Buffer[] = [];
  #bytes = 0;

  constructor(message: IncomingMessage) {
    this.#message = message;
  }

  get isFailure(): boolean {
    return this.#status < 200 || this.#status >= 300;
  }

  get isTooLong(): boolean {
    return this.#bytes > MAX_READ_BYTES;
  }

  add(chunk: Buffer): void {
    if (this.isFailure && this.#bytes < MAX_KEPT_BYTES) this.#kept.push(chunk);
    this.#bytes += chunk.length;
  }

  /** As far as it was read. */
  result(): PostResult {
    const wait = retryAfterSeconds(this.#message.headers['retry-after'], new Date());
    const outcome: Outcome = {
      kind: 'responded',
      status: this.#status,
      ...(wait === undefined ? {} : { retryAfterSeconds: wait }),
    };
    return this.#bytes > 0 && this.isFailure ? { outcome, response: this.#beginning() } : { outcome };
  }

  get #status(): number {
    return this.#message.statusCode ?? 0;
  }

  /** The decoder holds back a character that the cut went through. */
  #beginning(): string {
    return new StringDecoder('utf8').write(Buffer.concat(this.#kept).subarray(0, MAX_KEPT_BYTES));
  }
}
