/** What does `pull` ask of a subscriber's queue that Lambda's own poller asks for a push? Messages, and their deletion. */
import {
  DeleteMessageBatchCommand,
  QueueDoesNotExist,
  type Message as ReceivedMessage,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { QueueRecord } from '../queue-messages/message.ts';

/** What SQS gives or takes in one call. */
const MAX_MESSAGES = 10;

export interface Reception {
  readonly atMost: number;
  /** For how long the call may wait for the first message. */
  readonly waitSeconds: number;
  /** For how long others do not see what is received. */
  readonly hideSeconds: number;
}

export class ReceivingQueue {
  readonly #sqs: SQSClient;
  readonly #url: string;

  constructor(sqs: SQSClient, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  async receive({ atMost, waitSeconds, hideSeconds }: Reception): Promise<QueueRecord[]> {
    const receive = new ReceiveMessageCommand({
      QueueUrl: this.#url,
      MaxNumberOfMessages: Math.min(atMost, MAX_MESSAGES),
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: hideSeconds,
      MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
    });
    const answer = await unlessGone(() => this.#sqs.send(receive));
    return (answer?.Messages ?? []).map(asRecord);
  }

  /** Deletes messages. One that cannot be deleted comes back and is known for what it is; so does one whose handle is old. */
  async remove(receiptHandles: readonly string[]): Promise<void> {
    const calls = Array.from({ length: Math.ceil(receiptHandles.length / MAX_MESSAGES) }, (_, at) =>
      this.#remove(receiptHandles.slice(at * MAX_MESSAGES, (at + 1) * MAX_MESSAGES)),
    );
    await Promise.all(calls);
  }

  async #remove(receiptHandles: readonly string[]): Promise<void> {
    const entries = receiptHandles.map((ReceiptHandle, at) => ({ Id: String(at), ReceiptHandle }));
    await unlessGone(() => this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.#url, Entries: entries })));
  }
}

/** A queue that was deleted meanwhile took all that was in it with it. */
async function unlessGone<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof QueueDoesNotExist) return undefined;
    throw error;
  }
}

function asRecord({ MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} }: ReceivedMessage): QueueRecord {
  const { SentTimestamp = '', ApproximateReceiveCount = '' } = Attributes;
  return {
    ...{ messageId: MessageId, receiptHandle: ReceiptHandle, body: Body },
    attributes: { SentTimestamp, ApproximateReceiveCount },
  };
}
