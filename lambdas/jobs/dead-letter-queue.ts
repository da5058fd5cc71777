/** What is asked of a dead-letter queue, and of the queue its letters came from? Ten letters a call. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { batches, MAX_ENTRIES } from '../queues/batches.ts';
import type { SubscriberQueueUrls } from './parts.ts';

/** Asks all of SQS's servers, which a receive that does not wait does not. */
const WAIT_SECONDS = 1;

/** A message of a dead-letter queue, held by whoever received it. */
export interface HeldLetter {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** When it was sent: to this queue or, where SQS itself moved it here, to the one before. */
  readonly sentAtMs: number;
  /** Why it died, as it says itself. */
  readonly reason?: string;
}

type Receipt = Pick<HeldLetter, 'receiptHandle'>;

export class DeadLetterQueue {
  readonly #sqs: SQSClient;
  readonly #urls: SubscriberQueueUrls;

  constructor(sqs: SQSClient, urls: SubscriberQueueUrls) {
    this.#sqs = sqs;
    this.#urls = urls;
  }

  /** At most `atMost` letters, hidden from others for so many seconds. None: there are none. */
  async receive(visibilitySeconds: number, atMost: number): Promise<HeldLetter[]> {
    const answer = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#urls.deadLetterQueue,
        MaxNumberOfMessages: Math.min(atMost, MAX_ENTRIES),
        VisibilityTimeout: visibilitySeconds,
        WaitTimeSeconds: WAIT_SECONDS,
        MessageSystemAttributeNames: ['SentTimestamp'],
        MessageAttributeNames: ['reason'],
      }),
    );
    return (answer.Messages ?? []).map(toLetter);
  }

  /** Sends their bodies to the queue they came from. */
  async send(letters: readonly HeldLetter[]): Promise<void> {
    await inBatches(letters, async (some) => {
      const Entries = some.map(({ body }, at) => ({ Id: String(at), MessageBody: body }));
      const answer = await this.#sqs.send(new SendMessageBatchCommand({ QueueUrl: this.#urls.queue, Entries }));
      refuseFailed('send', answer.Failed);
    });
  }

  async remove(letters: readonly HeldLetter[]): Promise<void> {
    await inBatches(letters, async (some) => {
      const Entries = some.map(({ receiptHandle }, at) => ({ Id: String(at), ReceiptHandle: receiptHandle }));
      const answer = await this.#sqs.send(
        new DeleteMessageBatchCommand({ QueueUrl: this.#urls.deadLetterQueue, Entries }),
      );
      refuseFailed('delete', answer.Failed);
    });
  }

  /** Shows them to others again. Those whose time was up are shown already. */
  async release(receipts: readonly Receipt[]): Promise<void> {
    await inBatches(receipts, async (some) => {
      const Entries = some.map(({ receiptHandle }, at) => ({
        ...{ Id: String(at), ReceiptHandle: receiptHandle },
        VisibilityTimeout: 0,
      }));
      await this.#sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.#urls.deadLetterQueue, Entries }));
    });
  }
}

function toLetter({ MessageId, ReceiptHandle, Body, Attributes, MessageAttributes }: Message): HeldLetter {
  const reason = MessageAttributes?.reason?.StringValue;
  return {
    messageId: MessageId ?? '',
    receiptHandle: ReceiptHandle ?? '',
    body: Body ?? '',
    sentAtMs: Number(Attributes?.SentTimestamp),
    ...(reason === undefined ? {} : { reason }),
  };
}

function refuseFailed(what: string, failed: readonly { readonly Message?: string | undefined }[] | undefined): void {
  const [first, ...more] = failed ?? [];
  if (first) throw new Error(`SQS did not ${what} ${1 + more.length} letters: ${first.Message}`);
}

/** Makes all calls at once: a batch fails for itself. */
async function inBatches<T extends Receipt & { readonly body?: string }>(
  items: readonly T[],
  send: (some: readonly T[]) => Promise<void>,
): Promise<void> {
  const calls = await Promise.allSettled(batches(items, ({ body = '' }) => body).map(send));
  const failed = calls.find((call) => call.status === 'rejected');
  if (failed) throw failed.reason;
}
