/** `fanfare console` as a browser and others meet it. */
import http from 'node:http';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { until } from '../until.ts';
import { FanfareProcess } from './fanfare-process.ts';

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** What its own page sends, the cookie apart. */
export const OWN = { 'x-fanfare-console': '1', 'sec-fetch-site': 'same-origin' };
/** What a link of another site sends. */
export const NAVIGATION = {
  'sec-fetch-site': 'cross-site',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
};

export class ServedConsole {
  readonly process: FanfareProcess;
  /** With the key. */
  readonly url: URL;
  readonly origin: string;
  readonly cookie: string;

  private constructor(process: FanfareProcess, url: URL, cookie: string) {
    this.process = process;
    this.url = url;
    this.origin = url.origin;
    this.cookie = cookie;
  }

  static async start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<ServedConsole> {
    const process = new FanfareProcess([...args, 'console', '--no-open'], { env });
    const line = await until('its address', () => /^http:\S+$/m.exec(process.stdout)?.[0], 60);
    const { headers } = await ask(line);
    return new ServedConsole(process, new URL(line), headers['set-cookie']?.[0]?.split(';')[0] ?? '');
  }

  /** As its own page asks. */
  ask(path: string, method = 'GET', body?: string): Promise<Answer> {
    return ask(`${this.origin}${path}`, { ...OWN, cookie: this.cookie }, method, body);
  }

  /** As it is written, also where no client would: what came back until the console closed, or we cut it. */
  write(request: string, isCut = false): Promise<string> {
    return new Promise((resolve, reject) => {
      let said = '';
      const socket = net.connect(Number(this.url.port), '127.0.0.1', () => {
        socket.write(request, () => isCut && setTimeout(() => socket.destroy(), 50));
      });
      socket.on('data', (chunk) => {
        said += chunk.toString();
      });
      socket.once('error', reject).once('close', () => resolve(said));
    });
  }

  head(target: string, headers: Record<string, string> = {}): string {
    const all = Object.entries({ host: this.url.host, connection: 'close', ...headers });
    return [`GET ${target} HTTP/1.1`, ...all.map(([name, value]) => `${name}: ${value}`), '\r\n'].join('\r\n');
  }
}

/** `fetch` sets some of these headers itself. */
export function ask(url: string, headers: Record<string, string> = {}, method = 'GET', body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers }, (response) => {
      void text(response).then((said) =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: said }),
      );
    });
    request.once('error', reject);
    request.end(body);
  });
}
