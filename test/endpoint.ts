/** An endpoint of the tests' own: keeps what it receives byte for byte, checks every signature, answers as it is told. */
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** By the public library, with the secret of the path's subscriber. */
  readonly isVerified: boolean;
  readonly atMs: number;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** `hang` never answers, `reset` cuts the connection. `nth` counts the attempts of this webhook id at this path from 1. */
export type Behaviour = (webhook: ReceivedWebhook, nth: number) => Answer | 'hang' | 'reset' | Promise<Answer>;

export class Endpoint {
  readonly received: ReceivedWebhook[] = [];
  readonly #server: http.Server;
  readonly #sockets = new Set<Socket>();
  readonly #behaviours = new Map<string, Behaviour>();
  readonly #secrets = new Map<string, string>();

  private constructor(server: http.Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('request', (request, response) => void this.#receive(request, response));
  }

  static async start(port = 0): Promise<Endpoint> {
    const server = http.createServer({ keepAliveTimeout: 60_000 });
    const endpoint = new Endpoint(server);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return endpoint;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** What is answered at a path, and the secret its webhooks are signed with. */
  expect(path: string, secret: string): void {
    this.#secrets.set(path, secret);
  }

  behave(path: string, behaviour: Behaviour): void {
    this.#behaviours.set(path, behaviour);
  }

  at(path: string): ReceivedWebhook[] {
    return this.received.filter((webhook) => webhook.path === path);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #receive(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '/';
    const headers = request.headers as Record<string, string>;
    const body = Buffer.concat(chunks);
    const webhook = { path, headers, body, isVerified: this.#verify(path, headers, body), atMs: Date.now() };
    this.received.push(webhook);
    const nth = this.at(path).filter((other) => other.headers['webhook-id'] === headers['webhook-id']).length;
    const answer = await (this.#behaviours.get(path) ?? ok)(webhook, nth);
    if (answer === 'hang') return;
    if (answer === 'reset') request.socket.resetAndDestroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body ?? '');
  }

  #verify(path: string, headers: Record<string, string>, body: Buffer): boolean {
    const secret = this.#secrets.get(path);
    if (secret === undefined) return false;
    try {
      new Webhook(secret).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  }
}

const ok: Behaviour = () => ({ status: 200 });
