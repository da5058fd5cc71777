/** What does the message store ask of its database? Every statement, prepared once. */
import type { DatabaseSync } from 'node:sqlite';

export type MessageStatements = ReturnType<typeof prepareMessageStatements>;

export function prepareMessageStatements(db: DatabaseSync) {
  return {
    insert: db.prepare(
      `INSERT INTO messages
         (queueId, messageId, attributes, traceHeader, groupId, senderId, sentAt, visibleAt, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    visible: db.prepare('SELECT * FROM messages WHERE queueId = ? AND visibleAt <= ? ORDER BY visibleAt LIMIT ?'),
    visibleUpTo: db.prepare(
      'SELECT * FROM messages WHERE queueId = ? AND visibleAt <= ? AND seq <= ? ORDER BY visibleAt LIMIT ?',
    ),
    receive: db.prepare(
      `UPDATE messages
       SET visibleAt = ?, receivedAt = ?, firstReceivedAt = coalesce(firstReceivedAt, ?),
           receiveCount = receiveCount + 1, holder = ?
       WHERE seq = ?`,
    ),
    toDeadLetters: db.prepare(
      `UPDATE messages
       SET queueId = ?, deadLetterSource = ?, visibleAt = ?, receivedAt = NULL, receivedElsewhere = receiveCount,
           holder = NULL
       WHERE seq = ?`,
    ),
    visibility: db.prepare('SELECT receiveCount, receivedAt, visibleAt FROM messages WHERE seq = ? AND queueId = ?'),
    setVisibility: db.prepare('UPDATE messages SET visibleAt = ?, holder = NULL WHERE seq = ?'),
    releaseHeld: db.prepare(
      `UPDATE messages SET visibleAt = ?, holder = NULL
       WHERE queueId = ? AND visibleAt > ? AND substr(holder, 1, ?) = ?`,
    ),
    deleteReceived: db.prepare('DELETE FROM messages WHERE seq = ? AND queueId = ? AND receiveCount = ?'),
    deleteOne: db.prepare('DELETE FROM messages WHERE seq = ?'),
    deleteAll: db.prepare('DELETE FROM messages WHERE queueId = ?'),
    expire: db.prepare('DELETE FROM messages WHERE queueId = ? AND sentAt <= ?'),
    oldest: db.prepare('SELECT min(sentAt) AS sentAt FROM messages WHERE queueId = ?'),
    inFlight: db.prepare(
      'SELECT count(*) AS count FROM messages WHERE queueId = ? AND visibleAt > ? AND receivedAt IS NOT NULL',
    ),
    depth: db.prepare(
      `SELECT count(*) FILTER (WHERE visibleAt <= ?) AS visible,
              count(*) FILTER (WHERE visibleAt > ? AND receivedAt IS NOT NULL) AS inFlight,
              count(*) FILTER (WHERE visibleAt > ? AND receivedAt IS NULL) AS delayed
       FROM messages WHERE queueId = ?`,
    ),
    firstVisibleAt: db.prepare('SELECT visibleAt FROM messages WHERE queueId = ? ORDER BY visibleAt LIMIT 1'),
    lastSeq: db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'messages'"),
  };
}
