/**
 * Which connections are kept? A TLS handshake costs far more than the POST it carries, so connections are reused; but a
 * function is frozen between invocations and its kept sockets may be dead when it wakes, so none idle too long is.
 */
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { refusedAddress } from '../../core/address.ts';
import { RefusedAddress } from './checked-lookup.ts';

/** Shorter than the shortest keep-alive that servers and load balancers commonly grant. */
const MAX_IDLE_MS = 4_000;

export class Connections {
  readonly #http: http.Agent;
  readonly #https: https.Agent;
  readonly #idleSince = new WeakMap<Duplex, number>();

  constructor(lookup: LookupFunction, allowed: readonly string[]) {
    // `lookup` goes through to the sockets; Node's types name it on the request only.
    const options = { keepAlive: true, maxFreeSockets: 64, timeout: MAX_IDLE_MS, lookup } as http.AgentOptions;
    this.#http = new http.Agent(options);
    this.#https = new https.Agent(options);
    for (const agent of [this.#http, this.#https]) {
      checkPeers(agent, allowed);
      agent.on('free', (socket: Duplex) => this.#idleSince.set(socket, Date.now()));
    }
  }

  /** On a kept connection where there is one. */
  request(url: URL, { method, headers }: { method: string; headers: http.OutgoingHttpHeaders }): http.ClientRequest {
    return url.protocol === 'https:'
      ? https.request(url, { method, headers, agent: this.#https })
      : http.request(url, { method, headers, agent: this.#http });
  }

  /** To be called when an invocation begins: timers did not run while the function was frozen. */
  dropStale(now: number = Date.now()): void {
    for (const [, socket] of this.#idle()) {
      const maxIdleMs = socket.timeout ?? MAX_IDLE_MS; // less where the server said so (`keep-alive: timeout=`)
      if (now - (this.#idleSince.get(socket) ?? 0) > maxIdleMs) socket.destroy();
    }
  }

  /** The next request to this URL's host gets a new connection. */
  dropIdle(url: URL): void {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const origin = `${host}:${url.port || (url.protocol === 'https:' ? 443 : 80)}:`;
    for (const [name, socket] of this.#idle()) if (name.startsWith(origin)) socket.destroy();
  }

  destroy(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  /** Each with the agent's name for where it leads: `host:port:…`. */
  *#idle(): Iterable<[name: string, Socket]> {
    for (const agent of [this.#http, this.#https]) {
      for (const [name, sockets] of Object.entries(agent.freeSockets)) {
        for (const socket of sockets ?? []) yield [name, socket];
      }
    }
  }
}

/** Looks once more at who answered, before the first byte is sent: so before TLS, which begins on `connect` as well. */
function checkPeers(agent: http.Agent, allowed: readonly string[]): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback) as Socket;
    socket.prependOnceListener('connect', () => {
      const peer = socket.remoteAddress;
      if (peer === undefined) return; // it has hung up already: that is no refusal
      const rule = refusedAddress(peer, allowed);
      if (rule !== undefined) socket.destroy(new RefusedAddress(rule));
    });
    return socket;
  };
}
