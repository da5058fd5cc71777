/** How does the DynamoDB process live and die with ours? */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import http from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findDynoxide } from './find-dynoxide.ts';
import { endLeftover, removePidFile, writePidFile } from './leftover-process.ts';

/**
 * starting ──answers──▶ running ──stop()──▶ stopped
 *     │                    └──exits by itself──▶ gone: onExit(why)
 *     ├──port taken meanwhile──▶ starting, on another port
 *     └──exits, or no answer in time──▶ start rejects
 *
 * Should we die without a word (SIGKILL), the watchdog kills it; should the watchdog die too, the next start does.
 */
export interface DynoxideProcess {
  readonly url: string;
  stop(): Promise<void>;
}

export interface DynoxideOptions {
  /** The database is `<dataDir>/dynamodb.db`; in memory when absent. */
  dataDir?: string | undefined;
  /** Told once when the process ends without having been asked to. */
  onExit?: ((reason: string) => void) | undefined;
}

const HOST = '127.0.0.1';
const START_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 2_000;
const PORT_TRIES = 3;

export async function startDynoxide(options: DynoxideOptions): Promise<DynoxideProcess> {
  const binary = findDynoxide();
  const files = options.dataDir === undefined ? undefined : databaseFiles(options.dataDir);
  if (files) await endLeftover(files.pid, files.database);
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    const args = ['--host', HOST, '--port', String(port), ...(files ? ['--db-path', files.database] : [])];
    const run = launch(binary, args, files?.pid);
    try {
      await answers(`http://${HOST}:${port}/`, run.ended);
      return supervise(run, `http://${HOST}:${port}`, options.onExit);
    } catch (error) {
      await run.end();
      // Between our look and its bind anybody may take a free port.
      if (tries === PORT_TRIES || !/address.*in use/i.test(String(error))) throw error;
    }
  }
}

interface Run {
  /** Settles with the reason when the process has ended, whoever ended it. */
  readonly ended: Promise<string>;
  end(): Promise<void>;
}

function launch(binary: string, args: string[], pidFile: string | undefined): Run {
  // Detached: Ctrl-C in a terminal goes to the whole group, and the database has to outlive the deliveries in flight.
  const child = spawn(binary, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const lastWords = keepTail(child);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}. ${lastWords()}`.trim()));
  });
  const watchdog = child.pid === undefined ? undefined : watch(child.pid);
  if (pidFile !== undefined && child.pid !== undefined) writePidFile(pidFile, child.pid);
  const cleaned = ended.then(() => {
    // Before its number can be given to another process.
    watchdog?.kill('SIGKILL');
    if (pidFile !== undefined) removePidFile(pidFile);
  });
  return {
    ended,
    end: async () => {
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await cleaned;
      clearTimeout(patience);
    },
  };
}

/** A shell that waits for the end of a pipe only we hold: it ends when we do, however we end, and then it kills. */
function watch(pid: number): ChildProcess {
  const script = 'read -r _; kill -9 "$1"';
  const shell = spawn('/bin/sh', ['-c', script, 'fanfare-watchdog', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // No shell (Windows): the pid file alone has to do.
  shell.on('error', () => undefined);
  shell.stdin?.on('error', () => undefined);
  return shell;
}

function supervise(run: Run, url: string, onExit: DynoxideOptions['onExit']): DynoxideProcess {
  let stopping = false;
  void run.ended.then((reason) => {
    if (!stopping) onExit?.(`The local DynamoDB stopped: ${reason}`);
  });
  return {
    url,
    stop: () => {
      stopping = true;
      return run.end();
    },
  };
}

async function answers(url: string, ended: Promise<string>): Promise<void> {
  let over: string | undefined;
  void ended.then((reason) => {
    over = reason;
  });
  for (const deadline = Date.now() + START_TIMEOUT_MS; !(await isAnswering(url)); await sleep(4)) {
    if (over !== undefined) throw new Error(`The local DynamoDB did not start: ${over}`);
    if (Date.now() > deadline) throw new Error(`The local DynamoDB did not answer within ${START_TIMEOUT_MS} ms.`);
  }
}

/** Any HTTP answer will do. */
export function isAnswering(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get(url, { agent: false, timeout: 1_000 }, (response) => {
      response.resume();
      resolve(true);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}

function databaseFiles(dataDir: string): { database: string; pid: string } {
  const folder = path.resolve(dataDir);
  mkdirSync(folder, { recursive: true });
  return { database: path.join(folder, 'dynamodb.db'), pid: path.join(folder, 'dynamodb.pid') };
}

/** What it said last (2 KB at most, the greeting left out), for the message about its end. */
function keepTail(child: ChildProcess): () => string {
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-2_048);
  });
  return () => tail.replace(/^Dynoxide listening.*$/m, '').trim();
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, HOST);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
