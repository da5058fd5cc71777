/** How do records become the payload of an invocation, and which of them does the function's answer say failed? */
import { MAX_PAYLOAD_BYTES } from './function-registry.ts';

/** A record as the function gets it, written once whatever happens to its batch. */
export interface BatchRecord {
  /** What the function names it by in `batchItemFailures`. */
  readonly id: string;
  readonly json: string;
}

/** `{"Records":[…]}` */
export function payloadOf(records: readonly BatchRecord[]): string {
  return `{"Records":[${records.map(({ json }) => json).join(',')}]}`;
}

/** How many of the first records make one payload: at most `limit`, within Lambda's 6 MB, and always one. */
export function fittingCount(records: readonly BatchRecord[], limit: number): number {
  let bytes = payloadOf([]).length;
  let count = 0;
  for (const { json } of records) {
    bytes += Buffer.byteLength(json) + 1;
    if (count === limit || (count > 0 && bytes > MAX_PAYLOAD_BYTES)) break;
    count += 1;
  }
  return count;
}

/**
 * The ids a function with `ReportBatchItemFailures` reports, or `all`. As Lambda reads it: nothing, `{}` and an empty
 * or null list mean that all succeeded; an answer of another form or an id that is not in the batch means that all failed.
 */
export function reportedFailures(answer: string, records: readonly BatchRecord[]): ReadonlySet<string> | 'all' {
  // The usual answers, without parsing them.
  if (answer === 'null' || answer === '{"batchItemFailures":[]}') return new Set();
  const parsed: unknown = JSON.parse(answer);
  if (typeof parsed !== 'object' || Array.isArray(parsed)) return 'all';
  const list = (parsed as { batchItemFailures?: unknown } | null)?.batchItemFailures ?? [];
  if (!Array.isArray(list)) return 'all';
  const known = new Set(records.map(({ id }) => id));
  const failed = new Set<string>();
  for (const item of list) {
    const id: unknown = item?.itemIdentifier;
    if (typeof id !== 'string' || !known.has(id)) return 'all';
    failed.add(id);
  }
  return failed;
}
