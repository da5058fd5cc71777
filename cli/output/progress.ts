/** How far is it? A line that turns on a terminal; elsewhere each new text once, so that a log can be read, but where JSON is. */
import { styleText } from 'node:util';
import { printable } from '../../core/printable.ts';
import { fitted } from './fitted.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 80;
/** Where nobody looks on. */
const LINE_EVERY_MS = 10_000;
const CLEARED = '\r\u001b[K';

export class Progress {
  #text = '';
  #frame = 0;
  #nextLineAt = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #stream = process.stderr;
  /** What is not shown to people would stand between a program and the problem's JSON. */
  readonly #isQuiet: boolean;

  constructor(isJson = false) {
    this.#isQuiet = isJson && !this.#stream.isTTY;
  }

  /** Says what is being done now. On a terminal it stands until something else does. */
  say(text: string): void {
    if (this.#isQuiet || text === this.#text) return;
    this.#text = printable(text);
    if (!this.#stream.isTTY) this.#stream.write(`${this.#text}\n`);
    else this.#timer ??= setInterval(() => this.#draw(), FRAME_MS).unref();
  }

  /** Only on a terminal: what counts up would fill a log. */
  turn(text: string): void {
    if (this.#stream.isTTY) this.say(text);
  }

  /** What counts up: on a terminal it turns, elsewhere a line now and then tells how far it is. */
  count(text: string): void {
    if (!this.#stream.isTTY && Date.now() < this.#nextLineAt) return;
    this.#nextLineAt = Date.now() + LINE_EVERY_MS;
    this.say(text);
  }

  /** A line that stays, above the one that turns. */
  keep(text: string): void {
    if (this.#stream.isTTY && this.#timer) this.#stream.write(CLEARED);
    this.#stream.write(`${text}\n`);
  }

  end(): void {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#stream.write(CLEARED);
  }

  #draw(): void {
    const frame = FRAMES[this.#frame++ % FRAMES.length] ?? '';
    const text = fitted(this.#text, (this.#stream.columns ?? 80) - 3);
    this.#stream.write(`${CLEARED}${styleText('cyan', frame, { stream: this.#stream })} ${text}`);
  }
}
