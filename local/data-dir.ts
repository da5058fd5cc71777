/** Can state be kept where it is asked to be? */
import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FatalError } from './fatal-error.ts';

const STATE_FILES = ['sqs', 'kms', 'events', 'lambda', 'platform', 'cloudformation', 'dynamodb'];

/** Makes the folder when it is missing. Throws `FatalError` when it, or a file in it, cannot be used. */
export function prepareDataDir(dataDir: string | undefined): void {
  if (dataDir === undefined) return;
  try {
    mkdirSync(dataDir, { recursive: true });
    if (!statSync(dataDir).isDirectory()) throw new Error('it is not a folder');
    accessSync(dataDir, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw unusable(dataDir, error);
  }
  writeFileSync(path.join(dataDir, '.gitignore'), '*\n');
  for (const name of STATE_FILES) refuseBroken(dataDir, path.join(dataDir, `${name}.db`));
}

function refuseBroken(dataDir: string, file: string): void {
  if (!existsSync(file)) return;
  try {
    const db = new DatabaseSync(file);
    db.prepare('SELECT count(*) FROM sqlite_master').get();
    db.close();
  } catch (error) {
    throw unusable(dataDir, new Error(`${path.basename(file)}: ${(error as Error).message}`));
  }
}

function unusable(dataDir: string, error: unknown): FatalError {
  const why = (error as Error).message;
  return new FatalError(
    `The data dir ${dataDir} cannot be used (${why}): remove it to start anew, or choose another with --data-dir.`,
  );
}
