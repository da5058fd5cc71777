/** Which tables say they keep point-in-time recovery? Only the setting is kept: there is nothing to restore from here. */
import { AwsError, type Json } from '../aws/service.ts';
import { openState } from '../state.ts';

export interface ContinuousBackups {
  describe(table: string): Json;
  update(table: string, specification: unknown): Json;
  /** The table was deleted: a later one of its name starts without. */
  forget(table: string): void;
  close(): void;
}

const MAX_PERIOD_DAYS = 35;
const DAY_SECONDS = 86_400;

export function openContinuousBackups(dataDir: string | undefined, now: () => number): ContinuousBackups {
  const db = openState(dataDir, 'dynamodb-backups');
  db.exec('CREATE TABLE IF NOT EXISTS enabled (name TEXT PRIMARY KEY, since_seconds INTEGER, period_days INTEGER)');
  const find = db.prepare('SELECT since_seconds AS since, period_days AS days FROM enabled WHERE name = ?');
  const put = db.prepare(
    'INSERT INTO enabled VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET period_days = excluded.period_days',
  );
  const remove = db.prepare('DELETE FROM enabled WHERE name = ?');
  const nowSeconds = () => Math.floor(now() / 1000);
  const describe = (table: string) => {
    const row = find.get(table) as { since: number; days: number } | undefined;
    return description(row, nowSeconds());
  };
  return {
    describe,
    update: (table, specification) => {
      const { enabled, days } = readSpecification(specification);
      if (enabled) put.run(table, nowSeconds(), days);
      else remove.run(table);
      return describe(table);
    },
    forget: (table) => {
      remove.run(table);
    },
    close: () => db.close(),
  };
}

function readSpecification(specification: unknown): { enabled: boolean; days: number } {
  const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days = MAX_PERIOD_DAYS } = (specification ??
    {}) as Json;
  if (typeof enabled !== 'boolean') {
    throw new AwsError('ValidationException', 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled is missing');
  }
  if (typeof days !== 'number' || !Number.isInteger(days) || days < 1 || days > MAX_PERIOD_DAYS) {
    throw new AwsError('ValidationException', `RecoveryPeriodInDays must be between 1 and ${MAX_PERIOD_DAYS}`);
  }
  return { enabled, days };
}

function description(row: { since: number; days: number } | undefined, nowSeconds: number): Json {
  const recovery = row
    ? {
        PointInTimeRecoveryStatus: 'ENABLED',
        RecoveryPeriodInDays: row.days,
        EarliestRestorableDateTime: Math.max(row.since, nowSeconds - row.days * DAY_SECONDS),
        LatestRestorableDateTime: nowSeconds,
      }
    : { PointInTimeRecoveryStatus: 'DISABLED' };
  return {
    ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription: recovery },
  };
}
