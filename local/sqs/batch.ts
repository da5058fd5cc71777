/** Is a batch one that SQS takes, and which of its entries succeeded? */
import { AwsError, type Json } from '../aws/service.ts';
import { refuseUnknownFields } from './action.ts';
import { refusal } from './refusal.ts';

export interface BatchEntry extends Json {
  readonly Id: string;
}

const ENTRIES_LIMIT = 10;
const ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/;

/** The entries of a batch request; throws for the batch as a whole what no single entry is to blame for. */
export function readEntries(input: Json, fields: readonly string[]): BatchEntry[] {
  const entries = Array.isArray(input.Entries) ? (input.Entries as BatchEntry[]) : [];
  if (entries.length === 0) throw refusal.emptyBatch();
  if (entries.length > ENTRIES_LIMIT) throw refusal.tooManyEntries(entries.length);
  const seen = new Set<string>();
  for (const entry of entries) {
    if (typeof entry.Id !== 'string' || !ENTRY_ID.test(entry.Id)) throw refusal.invalidBatchEntryId();
    if (seen.has(entry.Id)) throw refusal.batchIdsNotDistinct(entry.Id);
    seen.add(entry.Id);
    refuseUnknownFields(entry, ['Id', ...fields]);
  }
  return entries;
}

/** Runs each entry for itself: one that is refused is listed under `Failed` and does not hold the others up. */
export function answerBatch(entries: readonly BatchEntry[], run: (entry: BatchEntry) => Json): Json {
  const successful: Json[] = [];
  const failed: Json[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      failed.push({ Id: entry.Id, ...entryFailure(error) });
    }
  }
  return { Successful: successful, Failed: failed };
}

/** Entries carry the query protocol's error names. A fault of ours is nobody's entry: it fails the whole call. */
function entryFailure(error: unknown): Json {
  if (!(error instanceof AwsError)) throw error;
  return { SenderFault: true, Code: error.queryCode ?? error.code, Message: error.message };
}
