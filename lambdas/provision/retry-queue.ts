/** Where do subscribers wait whose resources could not be made? */
import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { provisionRetryWaitSeconds } from '../../core/provision-retry.ts';
import { SUBSCRIBER_ID } from '../../core/stage.ts';

export class RetryQueue {
  readonly #sqs: SQSClient;
  readonly #url: string;

  constructor(sqs: SQSClient, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  async put(subscriberId: string, waitSeconds = provisionRetryWaitSeconds(0)): Promise<void> {
    await this.#sqs.send(
      new SendMessageCommand({
        QueueUrl: this.#url,
        MessageBody: JSON.stringify({ subscriberId }),
        DelaySeconds: waitSeconds,
      }),
    );
  }

  async hide(receiptHandle: string, seconds: number): Promise<void> {
    await this.#sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: this.#url,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  }
}

/** Who waits with this message? Throws when it names no subscriber: somebody else put it there. */
export function subscriberOfRetry(body: string): string {
  const { subscriberId } = JSON.parse(body) as { subscriberId?: unknown };
  if (typeof subscriberId === 'string' && SUBSCRIBER_ID.test(subscriberId)) return subscriberId;
  throw new Error('The message names no subscriber.');
}
