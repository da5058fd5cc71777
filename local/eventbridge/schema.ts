/** How does the local EventBridge keep its state? */
import type { DatabaseSync } from 'node:sqlite';
import { DEFAULT_BUS } from './request.ts';

/**
 * `pending` holds deliveries that failed and wait for their next try: what the bus accepted survives a restart. An archive
 * that was deleted has no name any more, and goes when the last of its events is swept.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS buses (
    name TEXT PRIMARY KEY, settings TEXT NOT NULL, created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS rules (
    bus TEXT NOT NULL, name TEXT NOT NULL, pattern TEXT NOT NULL, state TEXT NOT NULL,
    description TEXT, role_arn TEXT, uses_wildcard INTEGER NOT NULL,
    PRIMARY KEY (bus, name)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS targets (
    bus TEXT NOT NULL, rule TEXT NOT NULL, id TEXT NOT NULL, arn TEXT NOT NULL, settings TEXT NOT NULL,
    PRIMARY KEY (bus, rule, id)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tags (
    arn TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (arn, key)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS pending (
    id INTEGER PRIMARY KEY, target TEXT NOT NULL, event TEXT NOT NULL,
    attempts INTEGER NOT NULL, first_at INTEGER NOT NULL, due_at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS archives (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, bus TEXT NOT NULL, settings TEXT NOT NULL,
    created_at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS archived_events (
    seq INTEGER PRIMARY KEY, archive INTEGER NOT NULL, event_at INTEGER NOT NULL, kept_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL, event TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS archived_by_time ON archived_events (archive, event_at, seq);
  CREATE INDEX IF NOT EXISTS archived_by_age ON archived_events (archive, kept_at, bytes);
  CREATE TABLE IF NOT EXISTS replays (
    name TEXT PRIMARY KEY, archive INTEGER NOT NULL, archive_name TEXT NOT NULL, bus TEXT NOT NULL, filter TEXT,
    description TEXT, from_at INTEGER NOT NULL, to_at INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT,
    started_at INTEGER NOT NULL, ended_at INTEGER, last_at INTEGER, last_seq INTEGER
  ) WITHOUT ROWID;
`;

/** Every account has the default bus. */
export function prepareState(db: DatabaseSync, now: number): void {
  db.exec(SCHEMA);
  db.prepare('INSERT OR IGNORE INTO buses VALUES (?, ?, ?, ?)').run(DEFAULT_BUS, '{}', now, now);
}
