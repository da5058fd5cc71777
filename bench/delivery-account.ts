/** Who got what, and how often? A receiver of its own process that keeps count of what it took, and survives the platform. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** When an event was taken, each time. */
type Taken = ReadonlyMap<string, readonly number[]>;

export class DeliveryAccount {
  readonly #server: http.Server;
  readonly #taken = new Map<string, Map<string, number[]>>();
  readonly #refusing = new Set<string>();
  #isHolding = false;

  private constructor(server: http.Server) {
    this.#server = server;
    server.on('request', (request, response) => {
      request.resume().once('end', () => {
        if (!this.#isHolding) response.writeHead(this.#answer(request)).end();
      });
    });
  }

  static async open(): Promise<DeliveryAccount> {
    const server = http.createServer({ keepAliveTimeout: 60_000 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new DeliveryAccount(server);
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  /** What comes to a path is answered 500 until `take`. */
  refuse(path: string): void {
    this.#refusing.add(path);
  }

  take(path: string): void {
    this.#refusing.delete(path);
  }

  /** From now on nobody gets an answer, so that none is lost with whoever waits for it. */
  hold(): void {
    this.#isHolding = true;
  }

  goOn(): void {
    this.#isHolding = false;
  }

  taken(path: string): Taken {
    return this.#taken.get(path) ?? new Map();
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer({ url = '', headers }: http.IncomingMessage): number {
    if (this.#refusing.has(url)) return 500;
    const ofPath = this.#taken.get(url) ?? new Map<string, number[]>();
    const eventId = String(headers['webhook-id']);
    ofPath.set(eventId, [...(ofPath.get(eventId) ?? []), Date.now()]);
    this.#taken.set(url, ofPath);
    return 200;
  }
}

export interface Balance {
  readonly expected: number;
  readonly once: number;
  readonly lost: number;
  /** Taken again although their first attempt was long over. */
  readonly twice: number;
  /** Taken again because their attempt was under way when the platform was killed: nobody could note its answer. */
  readonly underWay: number;
  readonly unexpected: number;
}

/** An attempt is noted this long after its answer at the latest. */
export const NOTED_WITHIN_MS = 2_000;

/** `kills`: when the platform was killed. */
export function balance(taken: Taken, expected: readonly string[], kills: readonly number[]): Balance {
  const wanted = new Set(expected);
  const repeated = [...taken.values()].filter((times) => times.length > 1);
  const isCut = (atMs: number) => kills.some((killMs) => atMs <= killMs && atMs > killMs - NOTED_WITHIN_MS);
  const underWay = repeated.filter((times) => times.slice(0, -1).every(isCut)).length;
  return {
    expected: expected.length,
    once: expected.filter((eventId) => taken.get(eventId)?.length === 1).length,
    lost: expected.filter((eventId) => !taken.has(eventId)).length,
    twice: repeated.length - underWay,
    underWay,
    unexpected: [...taken.keys()].filter((eventId) => !wanted.has(eventId)).length,
  };
}
