/** How did one POST end? Never throws for what an endpoint does: that is an outcome. */
import { refusedAddress } from '../../core/address.ts';
import { hostAddress } from '../../core/endpoint-url.ts';
import type { PostResult } from './answer.ts';
import { checkedLookup, type Resolve } from './checked-lookup.ts';
import { Connections } from './connections.ts';
import { Exchange } from './exchange.ts';

export type { PostResult } from './answer.ts';

export interface PostRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** For the whole, from connect to the last byte. */
  readonly timeoutMs: number;
}

export class Poster {
  readonly #connections: Connections;
  readonly #allowed: readonly string[];

  /** `allowedAddresses`: CIDR ranges that may be called besides global unicast. */
  constructor(allowedAddresses: readonly string[], resolve?: Resolve) {
    this.#allowed = allowedAddresses;
    this.#connections = new Connections(checkedLookup(allowedAddresses, resolve), allowedAddresses);
  }

  /** Forgets connections that a freeze may have killed. */
  wake(): void {
    this.#connections.dropStale();
  }

  async post(request: PostRequest): Promise<PostResult> {
    const literal = hostAddress(request.url); // sockets never ask `lookup` about a literal
    const rule = literal === undefined ? undefined : refusedAddress(literal, this.#allowed);
    if (rule !== undefined) return { outcome: { kind: 'refused', rule } };
    const deadline = performance.now() + request.timeoutMs;
    const exchange = this.#send(request, deadline);
    const result = await exchange.ended;
    if (!exchange.metDeadConnection) return result;
    // The endpoint cannot have answered. Once more, and not on another kept connection that is as likely dead.
    this.#connections.dropIdle(request.url);
    return this.#send(request, deadline).ended;
  }

  close(): void {
    this.#connections.destroy();
  }

  #send({ url, headers, body }: PostRequest, deadline: number): Exchange {
    return new Exchange(this.#connections.request(url, { method: 'POST', headers }), body, deadline);
  }
}
