/** What does the queue service remember? Its tables; times are milliseconds since the epoch. */
import type { DatabaseSync } from 'node:sqlite';

/**
 * Numbers of messages and queues are never used twice (AUTOINCREMENT), or an old receipt handle could fit a new message.
 * The index covers what depth and expiry ask, so that neither reads message bodies.
 */
const TABLES = `
  CREATE TABLE IF NOT EXISTS queues (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    attributes TEXT NOT NULL,
    tags TEXT NOT NULL,
    createdAt INTEGER NOT NULL,
    modifiedAt INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    queueId INTEGER NOT NULL,
    messageId TEXT NOT NULL,
    attributes TEXT,
    traceHeader TEXT,
    groupId TEXT,
    senderId TEXT NOT NULL,
    sentAt INTEGER NOT NULL,
    visibleAt INTEGER NOT NULL,
    receivedAt INTEGER,
    firstReceivedAt INTEGER,
    receiveCount INTEGER NOT NULL DEFAULT 0,
    receivedElsewhere INTEGER NOT NULL DEFAULT 0,
    deadLetterSource TEXT,
    holder TEXT,
    body TEXT NOT NULL
  ) STRICT;

  CREATE INDEX IF NOT EXISTS messagesByVisibility ON messages (queueId, visibleAt, sentAt, receivedAt);

  CREATE TABLE IF NOT EXISTS moveTasks (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    taskId TEXT NOT NULL UNIQUE,
    sourceId INTEGER NOT NULL,
    destinationArn TEXT,
    perSecond INTEGER,
    status TEXT NOT NULL,
    moved INTEGER NOT NULL DEFAULT 0,
    toMove INTEGER NOT NULL,
    lastSeq INTEGER NOT NULL,
    failure TEXT,
    startedAt INTEGER NOT NULL
  ) STRICT;
`;

export function createTables(db: DatabaseSync): void {
  db.exec(TABLES);
}
