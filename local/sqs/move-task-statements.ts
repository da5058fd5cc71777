/** What do the move tasks ask of their database? Every statement, prepared once. */
import type { DatabaseSync } from 'node:sqlite';

export type MoveTaskStatements = ReturnType<typeof prepareMoveTaskStatements>;

export function prepareMoveTaskStatements(db: DatabaseSync) {
  const active = "status IN ('RUNNING', 'CANCELLING')";
  return {
    insert: db.prepare(
      `INSERT INTO moveTasks (taskId, sourceId, destinationArn, perSecond, status, toMove, lastSeq, startedAt)
       VALUES (?, ?, ?, ?, 'RUNNING', ?, ?, ?)`,
    ),
    find: db.prepare('SELECT * FROM moveTasks WHERE taskId = ?'),
    underWay: db.prepare(`SELECT * FROM moveTasks WHERE ${active}`),
    activeOf: db.prepare(`SELECT taskId FROM moveTasks WHERE sourceId = ? AND ${active}`),
    listOf: db.prepare('SELECT * FROM moveTasks WHERE sourceId = ? ORDER BY number DESC LIMIT ?'),
    setStatus: db.prepare('UPDATE moveTasks SET status = ?, failure = ? WHERE taskId = ?'),
    countMoved: db.prepare('UPDATE moveTasks SET moved = moved + 1 WHERE taskId = ?'),
    deleteOf: db.prepare('DELETE FROM moveTasks WHERE sourceId = ?'),
  };
}
