/** Which mappings are there, and how far have they come? On disk, so that a restart finds them. */
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Checkpoints, MappingConfiguration } from './mapping.ts';

/** What a transition ends in. */
export type MappingTarget = 'Enabled' | 'Disabled' | 'gone';

export interface StoredMapping {
  /** Grows from one mapping to the next: the order of listings. */
  readonly number: number;
  readonly configuration: MappingConfiguration;
  readonly target: MappingTarget;
  readonly tags: Readonly<Record<string, string>>;
}

export class MappingStore implements Checkpoints {
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #remove: StatementSync;
  readonly #byUuid: StatementSync;
  readonly #page: StatementSync;
  readonly #checkpoint: StatementSync;
  readonly #saveCheckpoint: StatementSync;
  readonly #removeCheckpoints: StatementSync;

  constructor(db: DatabaseSync) {
    db.exec(`
      CREATE TABLE IF NOT EXISTS lambda_mappings (
        number INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE, source TEXT NOT NULL, function TEXT NOT NULL,
        configuration TEXT NOT NULL, target TEXT NOT NULL, tags TEXT NOT NULL, UNIQUE (source, function));
      CREATE TABLE IF NOT EXISTS lambda_checkpoints (
        uuid TEXT, shard TEXT, sequenceNumber TEXT NOT NULL, PRIMARY KEY (uuid, shard)) WITHOUT ROWID;`);
    this.#insert = db.prepare(
      'INSERT INTO lambda_mappings (uuid, source, function, configuration, target, tags) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#update = db.prepare(
      'UPDATE lambda_mappings SET function = ?, configuration = ?, target = ?, tags = ? WHERE uuid = ?',
    );
    this.#remove = db.prepare('DELETE FROM lambda_mappings WHERE uuid = ?');
    this.#byUuid = db.prepare('SELECT * FROM lambda_mappings WHERE uuid = ?');
    this.#page = db.prepare(`SELECT * FROM lambda_mappings
      WHERE number > ? AND (?2 IS NULL OR source = ?2) AND (?3 IS NULL OR function = ?3) ORDER BY number LIMIT ?4`);
    this.#checkpoint = db.prepare('SELECT sequenceNumber FROM lambda_checkpoints WHERE uuid = ? AND shard = ?');
    // A batch may end after its mapping is gone: nothing is kept for it then.
    this.#saveCheckpoint = db.prepare(`INSERT OR REPLACE INTO lambda_checkpoints
      SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM lambda_mappings WHERE uuid = ?1)`);
    this.#removeCheckpoints = db.prepare('DELETE FROM lambda_checkpoints WHERE uuid = ?');
  }

  insert({ configuration, target, tags }: Omit<StoredMapping, 'number'>): void {
    const { UUID, EventSourceArn, FunctionArn } = configuration;
    const tagsJson = JSON.stringify(tags);
    this.#insert.run(UUID, EventSourceArn, FunctionArn, JSON.stringify(configuration), target, tagsJson);
  }

  save({ configuration, target, tags }: StoredMapping): void {
    const { UUID, FunctionArn } = configuration;
    this.#update.run(FunctionArn, JSON.stringify(configuration), target, JSON.stringify(tags), UUID);
  }

  remove(uuid: string): void {
    this.#remove.run(uuid);
    this.#removeCheckpoints.run(uuid);
  }

  get(uuid: string): StoredMapping | undefined {
    const row = this.#byUuid.get(uuid);
    return row && readRow(row);
  }

  /** At most `limit` mappings after the one of that number, of this source and function if these are given. */
  page({ after = 0, source, functionArn, limit = -1 }: MappingPage): StoredMapping[] {
    return this.#page.all(after, source ?? null, functionArn ?? null, limit).map(readRow);
  }

  checkpoint(uuid: string, shardId: string): string | undefined {
    return this.#checkpoint.get(uuid, shardId)?.sequenceNumber as string | undefined;
  }

  saveCheckpoint(uuid: string, shardId: string, sequenceNumber: string): void {
    this.#saveCheckpoint.run(uuid, shardId, sequenceNumber);
  }
}

export interface MappingPage {
  readonly after?: number;
  readonly source?: string | undefined;
  readonly functionArn?: string | undefined;
  readonly limit?: number;
}

function readRow(row: Record<string, SQLOutputValue>): StoredMapping {
  return {
    number: Number(row.number),
    configuration: JSON.parse(String(row.configuration)),
    target: String(row.target) as MappingTarget,
    tags: JSON.parse(String(row.tags)),
  };
}
