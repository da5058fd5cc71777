/** What came of it? One line each, new secrets this once. */
import { styleText } from 'node:util';
import type { Column } from '../output/table.ts';
import type { Session } from '../session.ts';
import { STATUS_STYLES } from '../subscribers/show-subscriber.ts';
import { noteWarnings } from '../subscribers/warnings.ts';
import type { Settled } from './await-settled.ts';
import type { Doings } from './carry-out.ts';
import type { Plan } from './plan.ts';

export function showResults(
  session: Session,
  { manifest, unchanged }: Plan,
  { warnings, refused }: Doings,
  settled: readonly Settled[],
  areSecretsKept: boolean,
): void {
  const rows = settled.map((each) => rowOf(each, areSecretsKept));
  if (session.isJson) {
    const failed = refused.map(({ action, name, faults }) => ({ action, name, errors: faults }));
    return void session.out.json({ manifest, done: rows, failed, unchanged: unchanged.length, warnings });
  }
  noteWarnings(session, warnings);
  const hasSecrets = rows.some(({ secret }) => secret !== undefined);
  if (rows.length > 0) session.out.table(hasSecrets ? [...COLUMNS, SECRET] : COLUMNS, rows);
  if (hasSecrets) {
    const mark = styleText('yellow', 'Keep the secrets now: they are not shown again.', { stream: process.stderr });
    session.out.note(`${mark} --secrets-file would have written them to a file.`);
  }
}

interface Row {
  readonly action: string;
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly secret?: string;
}

function rowOf({ accepted: { action, subscriber, secret }, now }: Settled, isSecretKept: boolean): Row {
  const { id, name } = subscriber;
  const shown = isSecretKept || secret === undefined ? {} : { secret };
  return { action, id, name, status: now?.status ?? 'gone', ...shown };
}

const COLUMNS: readonly Column<Row>[] = [
  { heading: 'ACTION', cell: ({ action }) => action },
  { heading: 'ID', cell: ({ id }) => id },
  { heading: 'NAME', cell: ({ name }) => name, shrinks: true },
  { heading: 'STATUS', cell: ({ status }) => status, style: ({ status }) => STATUS_STYLES[status] },
];
const SECRET: Column<Row> = { heading: 'SECRET', cell: ({ secret }) => secret };
