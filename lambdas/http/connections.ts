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
  readonly #agents: { readonly 'http:': http.Agent; readonly 'https:': https.Agent };
  readonly #idleSince = new WeakMap<Duplex, number>();

  constructor(lookup: LookupFunction, allowed: readonly string[]) {
    // `lookup` goes through to the sockets; Node's types name it on the request only.
    const options = { keepAlive: true, maxFreeSockets: 64, timeout: MAX_IDLE_MS, lookup } as http.AgentOptions;
    this.#agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };
    for (const agent of [this.#agents['http:'], this.#agents['https:']]) {
      checkPeers(agent, allowed);
      agent.on('free', (socket: Duplex) => this.#idleSince.set(socket, Date.now()));
    }
  }

  agent(protocol: string): http.Agent {
    return protocol === 'https:' ? this.#agents['https:'] : this.#agents['http:'];
  }

  /** To be called when an invocation begins: timers did not run while the function was frozen. */
  dropStale(now: number = Date.now()): void {
    for (const agent of Object.values(this.#agents)) {
      for (const socket of Object.values(agent.freeSockets).flat()) {
        if (socket && now - (this.#idleSince.get(socket) ?? 0) > MAX_IDLE_MS) socket.destroy();
      }
    }
  }

  destroy(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }
}

/** Looks once more at who answered, before the first byte is sent. */
function checkPeers(agent: http.Agent, allowed: readonly string[]): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback) as Socket;
    socket.once('connect', () => {
      const rule = refusedAddress(socket.remoteAddress ?? '', allowed);
      if (rule !== undefined) socket.destroy(new RefusedAddress(rule));
    });
    return socket;
  };
}
