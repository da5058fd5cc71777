/**
 * How did one request on one connection end? However it ends, it ends once, and within its time.
 *
 *   connect ──▶ headers ──▶ body ──▶ the answer is whole, or longer than we read
 *      │           │          │
 *      └───────────┴──────────┴────▶ time is up · an error · the protocol switched
 *
 * A success counts only when it is whole. A failure's status stands however its body ends: a 410 is a 410.
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Outcome } from '../../core/decide.ts';
import { Answer, type PostResult } from './answer.ts';
import { outcomeOfError, type Phase } from './outcome-of-error.ts';

/** A name that does not connect in this time is not going to; the rest of the time is for the answer. */
const MAX_CONNECT_MS = 5_000;

export class Exchange {
  /** Never rejects. */
  readonly ended: Promise<PostResult>;
  readonly #sent: ClientRequest;
  readonly #deadline: number;
  readonly #resolve: (result: PostResult) => void;
  #phase: Phase = 'connect';
  #timer: NodeJS.Timeout;
  #isOver = false;
  #metDeadConnection = false;
  #answer: Answer | undefined;
  #socket: Socket | undefined;
  #bytesReadBefore = 0;

  /** `deadline`: when it must have ended, by `performance.now()`. */
  constructor(sent: ClientRequest, body: Buffer, deadline: number) {
    const { promise, resolve } = Promise.withResolvers<PostResult>();
    this.ended = promise;
    this.#resolve = resolve;
    this.#sent = sent;
    this.#deadline = deadline;
    this.#timer = this.#timeLimit(Math.min(MAX_CONNECT_MS, deadline - performance.now()));
    sent.on('socket', (socket) => this.#take(socket));
    sent.on('response', (message) => this.#read(message));
    sent.on('upgrade', (message) => this.#drop(new Answer(message).result()));
    sent.on('error', (error) => this.#fail(error));
    sent.end(body);
  }

  /** A kept connection turned out dead and not a byte came back, so that nobody can have answered. Known once ended. */
  get metDeadConnection(): boolean {
    return this.#metDeadConnection;
  }

  #timeLimit(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#breakOff({ kind: 'timed-out', phase: this.#phase }), ms);
  }

  #take(socket: Socket): void {
    this.#socket = socket;
    this.#bytesReadBefore = socket.bytesRead;
    if (this.#sent.reusedSocket) this.#connected();
    else socket.once(this.#sent.protocol === 'https:' ? 'secureConnect' : 'connect', () => this.#connected());
  }

  #connected(): void {
    if (this.#isOver) return;
    this.#phase = 'headers';
    clearTimeout(this.#timer);
    this.#timer = this.#timeLimit(this.#deadline - performance.now());
  }

  #read(message: IncomingMessage): void {
    const answer = new Answer(message);
    this.#phase = 'body';
    this.#answer = answer;
    message.on('data', (chunk: Buffer) => {
      answer.add(chunk);
      if (answer.isTooLong) this.#drop(answer.result());
    });
    message.on('end', () => this.#finish(answer));
    message.on('error', (error) => this.#fail(error));
  }

  /** Who answers before the request is read may never read it: such a connection is of no more use. */
  #finish(answer: Answer): void {
    if (this.#sent.writableFinished) this.#end(answer.result());
    else this.#drop(answer.result());
  }

  #fail(error: Error): void {
    if (this.#isOver) return;
    this.#metDeadConnection = this.#sent.reusedSocket && !this.#hasHeardBack();
    this.#breakOff(outcomeOfError(error, this.#phase));
  }

  #hasHeardBack(): boolean {
    return this.#socket !== undefined && this.#socket.bytesRead > this.#bytesReadBefore;
  }

  #breakOff(outcome: Outcome): void {
    this.#drop(this.#answer?.isFailure ? this.#answer.result() : { outcome });
  }

  #drop(result: PostResult): void {
    this.#end(result);
    this.#sent.destroy();
  }

  #end(result: PostResult): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#resolve(result);
  }
}
