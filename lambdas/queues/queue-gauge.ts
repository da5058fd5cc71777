/** How much waits for a subscriber? SQS's own approximate counts. */
import { GetQueueAttributesCommand, QueueDoesNotExist, type SQSClient } from '@aws-sdk/client-sqs';
import { subscriberResourceNames } from '../../core/stage.ts';
import { siblingQueueUrl } from '../queues/sibling-queue-url.ts';

export interface QueueDepths {
  /** Waiting to be received. */
  readonly depth: number;
  /** Being delivered, or hidden until their next attempt. */
  readonly inFlight: number;
  readonly deadLetters: number;
}

interface Counts {
  readonly visible: number;
  readonly hidden: number;
}

const NONE: Counts = { visible: 0, hidden: 0 };

export class QueueGauge {
  readonly #sqs: SQSClient;
  readonly #platformQueueUrl: string;
  readonly #stage: string;

  constructor(sqs: SQSClient, platformQueueUrl: string, stage: string) {
    this.#sqs = sqs;
    this.#platformQueueUrl = platformQueueUrl;
    this.#stage = stage;
  }

  /** Zeros where the queues are not there yet. */
  async read(subscriberId: string): Promise<QueueDepths> {
    return (await this.find(subscriberId)) ?? { depth: 0, inFlight: 0, deadLetters: 0 };
  }

  /** `undefined` where the queues are not there yet, or no more. */
  async find(subscriberId: string): Promise<QueueDepths | undefined> {
    const names = subscriberResourceNames(this.#stage, subscriberId);
    const [queue, dead] = await Promise.all([this.#counts(names.queue), this.#counts(names.deadLetterQueue)]);
    if (!queue && !dead) return undefined;
    const { visible: depth, hidden: inFlight } = queue ?? NONE;
    const { visible, hidden } = dead ?? NONE;
    return { depth, inFlight, deadLetters: visible + hidden };
  }

  async #counts(name: string): Promise<Counts | undefined> {
    try {
      const { Attributes } = await this.#sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: siblingQueueUrl(this.#platformQueueUrl, name),
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      );
      return {
        visible: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
        hidden: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
      };
    } catch (error) {
      if (error instanceof QueueDoesNotExist) return undefined;
      throw error;
    }
  }
}
