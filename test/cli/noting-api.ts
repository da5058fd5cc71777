/** An API that notes what it is asked, and answers as a test says. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { isSignedBy } from './sigv4.ts';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly isSigned: boolean;
}

/** A type that no answer has: it ends before it is whole. */
export const CUT = 'cut off midway';
const USUAL = { status: 200, type: 'application/json', body: '{"items":[]}' };

export class NotingApi {
  readonly url: string;
  readonly asked: Asked[] = [];
  answer = USUAL;
  readonly #server: http.Server;

  private constructor(server: http.Server, secretKey: string) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => {
      void text(request).then((body) => {
        const { method = '', url = '', headers } = request;
        const isSigned = isSignedBy(secretKey, request, Buffer.from(body));
        this.asked.push({ method, url, headers, body, isSigned });
        this.#say(response);
      });
    });
  }

  /** `secretKey`: of whom requests may be signed. */
  static async start(secretKey: string): Promise<NotingApi> {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new NotingApi(server, secretKey);
  }

  reset(): void {
    this.asked.length = 0;
    this.answer = USUAL;
  }

  stop(): void {
    this.#server.close();
  }

  #say(response: http.ServerResponse): void {
    const { status, type, body } = this.answer;
    if (type === CUT) {
      response.writeHead(200, { 'content-length': '100' }).write('{');
      setTimeout(() => response.destroy(), 20);
      return;
    }
    response.writeHead(status, { 'content-type': type, 'set-cookie': 'a=b' }).end(body);
  }
}
