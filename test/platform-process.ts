/** The platform as its user runs it: a process of its own, started by its command line, killed without warning. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LOCAL = [process.execPath, 'bin/local.ts'];
/** By way of npm, as in the README. */
export const NPM_START = ['npm', 'start', '--'];

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

export class PlatformProcess {
  #output = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ended>;

  /** `options` as after `npm start --`. */
  constructor(options: readonly string[], [program = '', ...before]: readonly string[] = LOCAL) {
    this.#child = spawn(program, [...before, ...options], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    }
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', (code) => resolve({ code, output: this.#output }));
    });
  }

  get output(): string {
    return this.#output;
  }

  /** Resolves with the ready line; rejects with what was said when the process ended before. */
  ready(): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = setInterval(() => {
        const line = this.#output.split('\n').find((text) => text.startsWith('Fanfare is ready'));
        if (line === undefined) return;
        clearInterval(look);
        resolve(line);
      }, 25);
      void this.#ended.then(({ output }) => {
        clearInterval(look);
        reject(new Error(output));
      });
    });
  }

  /** How it ended, once it has. */
  ended(): Promise<Ended> {
    return this.#ended;
  }

  kill(signal: NodeJS.Signals): Promise<Ended> {
    this.#child.kill(signal);
    return this.#ended;
  }
}
