/** How does work become all or nothing? */
import type { DatabaseSync } from 'node:sqlite';

/** Runs work in one transaction: what it throws undoes it. Not for use inside itself. */
export type Transaction = <Result>(work: () => Result) => Result;

export function transactionOn(db: DatabaseSync): Transaction {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  return (work) => {
    begin.run();
    try {
      const result = work();
      commit.run();
      return result;
    } catch (error) {
      rollback.run();
      throw error;
    }
  };
}
