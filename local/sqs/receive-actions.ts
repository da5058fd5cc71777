/** How do messages reach a consumer, stay hidden while it works, and go when it is done? */
import type { Call, Json } from '../aws/service.ts';
import type { Actions, SqsParts } from './action.ts';
import { answerBatch, readEntries } from './batch.ts';
import { optionalInteger, optionalText, requiredInteger, requiredText } from './input-fields.ts';
import type { DeadLetters, StoredMessage, TakeRequest } from './message-store.ts';
import { readWanted, viewMessage } from './message-view.ts';
import type { Queue, QueueDirectory } from './queue-directory.ts';
import { readReceiptHandle } from './receipt-handle.ts';
import { refusal } from './refusal.ts';

const AT_MOST = { min: 1, max: 10, reason: 'Must be between 1 and 10, if provided.' };
const WAIT = { min: 0, max: 20, reason: 'Must be >= 0 and <= 20, if provided.' };
const VISIBILITY = { min: 0, max: 43_200, reason: 'Must be between 0 and 43200, if provided.' };
const RECEIPT_FIELDS = ['ReceiptHandle'];
const VISIBILITY_FIELDS = ['ReceiptHandle', 'VisibilityTimeout'];

export function receiveActions(parts: SqsParts): Actions {
  return {
    ReceiveMessage: {
      fields: [
        'QueueUrl',
        'MaxNumberOfMessages',
        'WaitTimeSeconds',
        'VisibilityTimeout',
        'AttributeNames',
        'MessageSystemAttributeNames',
        'MessageAttributeNames',
        '__holder',
      ],
      run: (input, call) => receive(parts, input, call),
    },
    ...deleteActions(parts),
    ...visibilityActions(parts),
  };
}

async function receive(parts: SqsParts, input: Json, call: Call): Promise<Json> {
  const queue = parts.queues.ofRequest(input);
  const wanted = readWanted(input);
  const waitSeconds = optionalInteger(input, 'WaitTimeSeconds', WAIT) ?? queue.settings.waitSeconds;
  const request: TakeRequest = {
    atMost: optionalInteger(input, 'MaxNumberOfMessages', AT_MOST) ?? 1,
    visibilitySeconds: optionalInteger(input, 'VisibilityTimeout', VISIBILITY),
    holder: readHolder(input, call),
  };
  if (call.signal?.aborted) return {};
  const take = () => takeFrom(parts, queue.id, request);
  let taken = take();
  if (taken.length === 0 && waitSeconds > 0) {
    taken = await parts.polls.wait(queue.id, take, { waitSeconds, signal: call.signal });
  }
  return taken.length === 0 ? {} : { Messages: taken.map((message) => viewMessage(message, wanted)) };
}

/** The queue is looked up at each take: its attributes may change while a poll waits. */
function takeFrom({ queues, messages, polls }: SqsParts, queueId: number, request: TakeRequest): StoredMessage[] {
  const queue = queues.byId(queueId);
  if (!queue) throw refusal.queueDoesNotExist();
  const deadLetters = deadLettersOf(queue, queues);
  const taken = messages.take(queue, request, deadLetters);
  if (deadLetters) polls.wake(deadLetters.queue.id);
  return taken;
}

/** None while the policy's target does not exist: messages stay in their queue then. */
function deadLettersOf({ settings: { redrive } }: Queue, queues: QueueDirectory): DeadLetters | undefined {
  const target = redrive && queues.byArn(redrive.deadLetterTargetArn);
  return target && { queue: target, maxReceiveCount: redrive.maxReceiveCount };
}

/** The platform alone may say who holds what it receives; to anyone else this is no field at all. */
function readHolder(input: Json, call: Call): string | undefined {
  const holder = optionalText(input, '__holder');
  if (holder === undefined || call.accessKeyId === 'platform') return holder;
  throw refusal.unsupported('__holder is not a field of ReceiveMessage.');
}

function deleteActions({ queues, messages }: SqsParts): Actions {
  const remove = (queue: Queue, input: Json): Json => {
    messages.delete(readReceiptHandle(requiredText(input, 'ReceiptHandle'), queue.id));
    return {};
  };
  return {
    DeleteMessage: {
      fields: ['QueueUrl', ...RECEIPT_FIELDS],
      run: (input) => remove(queues.ofRequest(input), input),
    },
    DeleteMessageBatch: {
      fields: ['QueueUrl', 'Entries'],
      run: (input) => {
        const queue = queues.ofRequest(input);
        const entries = readEntries(input, RECEIPT_FIELDS);
        return messages.transaction(() => answerBatch(entries, (entry) => remove(queue, entry)));
      },
    },
  };
}

function visibilityActions({ queues, messages, polls }: SqsParts): Actions {
  const change = (queue: Queue, input: Json): Json => {
    const handle = requiredText(input, 'ReceiptHandle');
    const seconds = requiredInteger(input, 'VisibilityTimeout', VISIBILITY);
    messages.changeVisibility(readReceiptHandle(handle, queue.id), handle, seconds);
    return {};
  };
  return {
    ChangeMessageVisibility: {
      fields: ['QueueUrl', ...VISIBILITY_FIELDS],
      run: (input) => {
        const queue = queues.ofRequest(input);
        change(queue, input);
        polls.wake(queue.id);
        return {};
      },
    },
    ChangeMessageVisibilityBatch: {
      fields: ['QueueUrl', 'Entries'],
      run: (input) => {
        const queue = queues.ofRequest(input);
        const entries = readEntries(input, VISIBILITY_FIELDS);
        const changed = messages.transaction(() => answerBatch(entries, (entry) => change(queue, entry)));
        polls.wake(queue.id);
        return changed;
      },
    },
  };
}
