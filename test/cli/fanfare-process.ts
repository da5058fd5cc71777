/** The command line as its user runs it: a process of its own, asked by its arguments, heard by what it prints. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '../..');
const FANFARE = path.join(ROOT, 'bin/fanfare.mjs');

/** Nobody's: no AWS credentials, no settings of whoever runs the tests. */
const EMPTY_HOME = mkdtempSync(path.join(tmpdir(), 'fanfare-home-'));

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What comes on stdin. */
  readonly input?: string;
  readonly cwd?: string;
  /** Which Node starts it. */
  readonly node?: string;
}

/** Those that have not ended yet. */
const running = new Set<ChildProcess>();

/** Ends what a failed test has left running. */
export function endAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

export class FanfareProcess {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Run>;
  readonly #child: ChildProcess;

  constructor(args: readonly string[], { env = {}, input = '', cwd = ROOT, node = process.execPath }: RunOptions = {}) {
    this.#child = spawn(node, [FANFARE, ...args], {
      cwd,
      env: { PATH: process.env.PATH, HOME: EMPTY_HOME, AWS_EC2_METADATA_DISABLED: 'true', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    running.add(this.#child);
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.#child.stdin?.on('error', () => {}); // it need not read what it is given
    this.#child.stdin?.end(input);
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code) => {
        running.delete(this.#child);
        resolve({ code, stdout: this.stdout, stderr: this.stderr });
      });
    });
  }

  /** Stops reading what it prints, as `head` does when it has enough. */
  closeStdout(): void {
    this.#child.stdout?.destroy();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

/** Runs it to its end. */
export function fanfare(args: readonly string[], options?: RunOptions): Promise<Run> {
  return new FanfareProcess(args, options).ended;
}
