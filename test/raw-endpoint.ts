/** An endpoint that speaks in bytes, so that it can answer what no HTTP server would, or answer at a bad moment. */
import net from 'node:net';
import tls from 'node:tls';
import type { Certificate } from './certificate.ts';

export const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';

/** Called for each request when its headers are here. `nth` counts requests at this endpoint from 1. */
export type Script = (socket: net.Socket, nth: number) => void;

export class RawEndpoint {
  /** The headers of each request, as text. */
  readonly requests: string[] = [];
  /** Connections, those that are closed too. */
  readonly sockets: net.Socket[] = [];
  readonly #server: net.Server;
  readonly #protocol: string;

  private constructor(server: net.Server, protocol: string, script: Script) {
    this.#server = server;
    this.#protocol = protocol;
    server.on(protocol === 'https' ? 'secureConnection' : 'connection', (socket: net.Socket) => {
      this.sockets.push(socket);
      socket.on('error', () => {}); // the tests look at the other end
      socket.on('data', (chunk) => {
        const text = chunk.toString('latin1');
        if (!text.startsWith('POST ')) return;
        this.requests.push(text.slice(0, text.indexOf('\r\n\r\n')));
        script(socket, this.requests.length);
      });
    });
  }

  static async start(script: Script, certificate?: Certificate): Promise<RawEndpoint> {
    const server = certificate ? tls.createServer({ ...certificate }) : net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new RawEndpoint(server, certificate ? 'https' : 'http', script);
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  url(host = '127.0.0.1'): URL {
    return new URL(`${this.#protocol}://${host}:${this.port}/hook`);
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
