/** Does a DynamoDB process of an earlier run still hold this database? Two writers on one file must never be. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

interface PidFile {
  /** The process that holds the database. */
  pid: number;
  /** Who started it; while that one lives, the database is in use and not left over. */
  parent: number;
}

export function writePidFile(file: string, pid: number): void {
  writeFileSync(file, `${JSON.stringify({ pid, parent: process.pid } satisfies PidFile)}\n`);
}

export function removePidFile(file: string): void {
  rmSync(file, { force: true });
}

/**
 * Ends what an earlier run left behind and waits until it is gone.
 * Touches only a process whose command line is dynoxide's on this very database.
 * Throws when that process still belongs to a living platform.
 */
export async function endLeftover(file: string, database: string): Promise<void> {
  const left = readPidFile(file);
  if (!left || !holds(left.pid, database)) return;
  if (parentOf(left.pid) === left.parent && isAlive(left.parent)) {
    throw new Error(`The database ${database} is in use by process ${left.parent}: stop that one first.`);
  }
  process.kill(left.pid, 'SIGKILL');
  while (holds(left.pid, database)) await sleep(5);
}

function readPidFile(file: string): PidFile | undefined {
  try {
    const { pid, parent } = JSON.parse(readFileSync(file, 'utf8')) as Partial<PidFile>;
    return Number.isInteger(pid) && Number.isInteger(parent) ? { pid: Number(pid), parent: Number(parent) } : undefined;
  } catch {
    return undefined;
  }
}

/** A number in a file may meanwhile be somebody else's process: only the command line tells. */
function holds(pid: number, database: string): boolean {
  const command = commandOf(pid);
  return command.includes('dynoxide') && command.includes(database);
}

function commandOf(pid: number): string {
  try {
    if (process.platform !== 'linux') return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)]).toString();
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

function parentOf(pid: number): number | undefined {
  try {
    if (process.platform !== 'linux') return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)]).toString());
    // pid (name) state ppid …: the name may hold spaces and brackets, so count from its last bracket.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
