/** Stands before a platform's EventBridge: passes PutEvents on, except for what a test wants to fail. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface SentEntry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly Time?: number;
  readonly Resources?: readonly string[];
}

/** `cut` ends the connection before anything is passed on, `cut-after` when all of it has been; a number is a status. */
export type CallFate = 'pass' | 'cut' | 'cut-after' | number;

export class EventBridgeProxy {
  /** Each call's entries, refused or not. */
  readonly calls: SentEntry[][] = [];
  /** Most calls under way at once. */
  busiest = 0;
  /** The error code an entry fails with; `nth` counts how often it was sent, from 1. */
  failsWith: (entry: SentEntry, nth: number) => string | undefined = () => undefined;
  /** What happens to a call as a whole, counted from 1. */
  fate: (call: number) => CallFate = () => 'pass';
  delayMs = 0;
  /** What a stage's stack says its bus is, when CloudFormation is asked here. */
  stackBus = 'fanfare-local';
  #underWay = 0;
  readonly #server = http.createServer((request, response) => void this.#answer(request, response));
  readonly #platformUrl: string;

  private constructor(platformUrl: string) {
    this.#platformUrl = platformUrl;
  }

  static async start(platformUrl: string, port = 0): Promise<EventBridgeProxy> {
    const proxy = new EventBridgeProxy(platformUrl);
    await new Promise<void>((resolve) => proxy.#server.listen(port, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** As it was at the start. */
  reset(): void {
    this.calls.length = 0;
    this.busiest = 0;
    this.delayMs = 0;
    this.failsWith = () => undefined;
    this.fate = () => 'pass';
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.busiest = Math.max(this.busiest, ++this.#underWay);
    await sleep(this.delayMs);
    await this.#handle(Buffer.concat(chunks), request, response);
    this.#underWay--;
  }

  async #handle(body: Buffer, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    if (request.headers['x-amz-target'] === undefined) return void response.end(describedStack(this.stackBus));
    const { Entries } = JSON.parse(body.toString()) as { Entries: SentEntry[] };
    this.calls.push(Entries);
    const fate = this.fate(this.calls.length);
    if (fate === 'cut') return void request.socket.resetAndDestroy();
    if (typeof fate === 'number') return void response.writeHead(fate).end('{}');
    const answer = await this.#answerOf(Entries, request);
    if (fate === 'cut-after') return void request.socket.resetAndDestroy();
    response
      .writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify(answer.body));
  }

  /** What fails here is left out of what is passed on, and put back into the answer at its place. */
  async #answerOf(entries: SentEntry[], request: http.IncomingMessage): Promise<{ status: number; body: unknown }> {
    const codes = entries.map((entry) => this.failsWith(entry, this.#timesSent(entry)));
    const passed = entries.filter((_, at) => codes[at] === undefined);
    const answer = passed.length === 0 ? undefined : await this.#pass({ Entries: passed }, request);
    if (answer && answer.status !== 200) return answer;
    const accepted = [...((answer?.body as { Entries: object[] } | undefined)?.Entries ?? [])];
    const Entries = codes.map((ErrorCode) =>
      ErrorCode === undefined ? accepted.shift() : { ErrorCode, ErrorMessage: 'as the test wants it' },
    );
    return { status: 200, body: { FailedEntryCount: codes.filter(Boolean).length, Entries } };
  }

  #timesSent({ Detail }: SentEntry): number {
    return this.calls.flat().filter((other) => other.Detail === Detail).length;
  }

  async #pass(input: unknown, request: http.IncomingMessage): Promise<{ status: number; body: unknown }> {
    const { authorization = '', 'x-amz-target': target = '' } = request.headers;
    const answer = await fetch(this.#platformUrl, {
      method: 'POST',
      headers: {
        authorization,
        'x-amz-target': String(target),
        'content-type': 'application/x-amz-json-1.1',
      },
      body: JSON.stringify(input),
    });
    return { status: answer.status, body: await answer.json() };
  }
}

function describedStack(bus: string): string {
  const output = `<member><OutputKey>BusName</OutputKey><OutputValue>${bus}</OutputValue></member>`;
  const stack = `<member><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${output}</Outputs></member>`;
  const result = `<DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult>`;
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">${result}</DescribeStacksResponse>`;
}
