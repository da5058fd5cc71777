/** Where the stand-ins keep their state: one SQLite file a service in the data dir, or memory alone. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Opens `<dataDir>/<name>.db`, or a database in memory when there is no data dir.
 * WAL with NORMAL sync: what was committed survives a kill of the process.
 */
export function openState(dataDir: string | undefined, name: string): DatabaseSync {
  if (dataDir === undefined) return new DatabaseSync(':memory:');
  mkdirSync(dataDir, { recursive: true });
  const db = new DatabaseSync(path.join(dataDir, `${name}.db`));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  return db;
}
