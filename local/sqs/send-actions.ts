/** How do messages get into a queue? */
import type { Call, Json } from '../aws/service.ts';
import type { Actions, SqsParts } from './action.ts';
import { answerBatch, type BatchEntry, readEntries } from './batch.ts';
import { readMessageAttributes } from './message-attributes.ts';
import { CONTENT_FIELDS, contentBytes, contentDigests, readContent } from './message-content.ts';
import { MESSAGE_BYTES_LIMIT } from './queue-attributes.ts';
import type { Queue } from './queue-directory.ts';
import { refusal } from './refusal.ts';

export function sendActions({ queues, messages, polls }: SqsParts): Actions {
  const send = (queue: Queue, input: Json, call: Call): Json => {
    const content = readContent(input, queue.settings);
    return { MessageId: messages.send(queue, content, call.accessKeyId), ...contentDigests(content) };
  };
  return {
    SendMessage: {
      fields: ['QueueUrl', ...CONTENT_FIELDS],
      run: (input, call) => {
        const queue = queues.ofRequest(input);
        const sent = send(queue, input, call);
        polls.wake(queue.id);
        return sent;
      },
    },
    SendMessageBatch: {
      fields: ['QueueUrl', 'Entries'],
      run: (input, call) => {
        const queue = queues.ofRequest(input);
        const entries = readEntries(input, CONTENT_FIELDS);
        refuseTooLong(entries);
        const sent = messages.transaction(() => answerBatch(entries, (entry) => send(queue, entry, call)));
        polls.wake(queue.id);
        return sent;
      },
    },
  };
}

/** All messages of a batch together have the size limit of one. */
function refuseTooLong(entries: readonly BatchEntry[]): void {
  let bytes = 0;
  for (const entry of entries) bytes += entryBytes(entry);
  if (bytes > MESSAGE_BYTES_LIMIT) throw refusal.batchTooLong(MESSAGE_BYTES_LIMIT, bytes);
}

/** An entry that is faulty in itself adds nothing here; it is refused on its own. */
function entryBytes(entry: BatchEntry): number {
  const body = typeof entry.MessageBody === 'string' ? entry.MessageBody : '';
  try {
    return contentBytes({ body, attributes: readMessageAttributes(entry) });
  } catch {
    return contentBytes({ body, attributes: undefined });
  }
}
