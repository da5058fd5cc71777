/** Is it built already? What is made of sources is made once for each state of them, and kept while somebody uses it. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the whole project. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Where such things are kept. */
export const CACHE = path.join(ROOT, 'node_modules', '.cache', 'fanfare');

export interface Recipe {
  /** The folder it is kept in, beside others of its kind. */
  readonly cache: string;
  /** What the kind's folders are called, before a hyphen and the sources' hash. */
  readonly kind: string;
  /** All that it depends on: files and folders, from the project's folder. */
  readonly sources: readonly string[];
  /** And what is not in a file. */
  readonly settings?: object;
  /** Makes it in an empty folder. */
  readonly make: (directory: string) => Promise<void>;
  /** Told when there is work to do. */
  readonly onStart?: () => void;
}

/** So many older ones are kept, though nobody uses them. */
const KEPT = 4;

/** What was cut off leaves its folder behind; nothing takes so long. */
const MAKING_ENDS_MS = 3_600_000;

/** Answers the folder. It stays as long as this process lives. */
export async function builtOnce(recipe: Recipe): Promise<string> {
  const { cache, kind, make, onStart } = recipe;
  const directory = path.join(cache, `${kind}-${hashOf(recipe)}`);
  mkdirSync(cache, { recursive: true });
  markUsed(directory);
  if (existsSync(directory)) return directory;
  onStart?.();
  const fresh = mkdtempSync(path.join(cache, `making-${kind}-`));
  try {
    await make(fresh);
    publish(fresh, directory);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  forgetOld(cache, kind);
  return directory;
}

function hashOf({ sources, settings = {} }: Recipe): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const file of sources.flatMap(filesUnder)) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(ROOT, file)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

function filesUnder(relative: string): string[] {
  if (!statSync(path.join(ROOT, relative)).isDirectory()) return [relative];
  return readdirSync(path.join(ROOT, relative))
    .sort()
    .flatMap((name) => filesUnder(path.join(relative, name)));
}

/** A rename makes the whole appear at once. */
function publish(fresh: string, directory: string): void {
  try {
    renameSync(fresh, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error; // else another process was faster
  }
}

/** Beside the folder, for it must not change: a file named after the process. */
const usersOf = (directory: string) => `${directory}.users`;

function markUsed(directory: string): void {
  mkdirSync(usersOf(directory), { recursive: true });
  writeFileSync(path.join(usersOf(directory), String(process.pid)), '');
}

function isUsed(directory: string): boolean {
  if (!existsSync(usersOf(directory))) return false;
  return readdirSync(usersOf(directory)).some((pid) => isAlive(Number(pid)));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function forgetOld(cache: string, kind: string): void {
  const changedMs = (name: string) => statSync(path.join(cache, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const names = readdirSync(cache).sort((a, b) => changedMs(b) - changedMs(a));
  const ofKind = names.filter((name) => name.length === kind.length + 17 && name.startsWith(`${kind}-`));
  const old = ofKind.slice(KEPT).filter((name) => !isUsed(path.join(cache, name)));
  const cut = names.filter((name) => name.startsWith('making-') && changedMs(name) < Date.now() - MAKING_ENDS_MS);
  for (const name of [...old, ...old.map(usersOf), ...cut]) {
    rmSync(path.join(cache, name), { recursive: true, force: true });
  }
}
