/** A subscriber's queue and its dead-letter queue: made, brought up to date and removed by steps that may be repeated. */
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  QueueNameExists,
  SetQueueAttributesCommand,
  type SQSClient,
  TagQueueCommand,
} from '@aws-sdk/client-sqs';
import { VISIBILITY_TIMEOUTS } from '../../core/hide.ts';
import { QUEUE_RETENTION_DAYS } from '../../core/queue-retention.ts';
import type { SubscriberResourceNames } from '../../core/stage.ts';
import type { Surroundings } from './surroundings.ts';

const RETENTION_SECONDS = String(QUEUE_RETENTION_DAYS * 86_400);

/**
 * Only the backstop for a message that kills the function: the log counts attempts, and retries, sleeps beyond 12 hours
 * and throttles all raise this count. Far above what the longest schedule can need.
 */
const MAX_RECEIVE_COUNT = 100;

export class SubscriberQueues {
  readonly #sqs: SQSClient;
  readonly #around: Surroundings;

  constructor(sqs: SQSClient, around: Surroundings) {
    this.#sqs = sqs;
    this.#around = around;
  }

  async ensureDeadLetterQueue(names: SubscriberResourceNames, tags: Record<string, string>): Promise<void> {
    const attributes = { Policy: policy([this.#tlsOnly(names.deadLetterQueue)]), ...KEPT_AND_ENCRYPTED };
    await this.#ensure(names.deadLetterQueue, attributes, tags);
  }

  async ensureQueue(names: SubscriberResourceNames, tags: Record<string, string>): Promise<void> {
    const redrive = {
      deadLetterTargetArn: this.#around.queueArn(names.deadLetterQueue),
      maxReceiveCount: MAX_RECEIVE_COUNT,
    };
    const attributes = {
      ...KEPT_AND_ENCRYPTED,
      VisibilityTimeout: String(VISIBILITY_TIMEOUTS * this.#around.deliverTimeoutSeconds),
      RedrivePolicy: JSON.stringify(redrive),
      Policy: policy([this.#tlsOnly(names.queue), this.#fromRule(names)]),
    };
    await this.#ensure(names.queue, attributes, tags);
  }

  async remove(name: string): Promise<void> {
    try {
      const { QueueUrl } = await this.#sqs.send(new GetQueueUrlCommand({ QueueName: name }));
      await this.#sqs.send(new DeleteQueueCommand({ QueueUrl }));
    } catch (error) {
      if (!(error instanceof QueueDoesNotExist)) throw error;
    }
  }

  /** CreateQueue repeats only with the very same attributes; an older version's queue is brought up to date. */
  async #ensure(name: string, attributes: Record<string, string>, tags: Record<string, string>): Promise<void> {
    try {
      await this.#sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes, tags }));
    } catch (error) {
      if (!(error instanceof QueueNameExists)) throw error;
      const { QueueUrl } = await this.#sqs.send(new GetQueueUrlCommand({ QueueName: name }));
      await this.#sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: attributes }));
      await this.#sqs.send(new TagQueueCommand({ QueueUrl, Tags: tags }));
    }
  }

  #fromRule({ queue, rule }: SubscriberResourceNames): object {
    return {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: this.#around.queueArn(queue),
      Condition: { ArnEquals: { 'aws:SourceArn': this.#around.ruleArn(rule) } },
    };
  }

  #tlsOnly(queue: string): object {
    return {
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:*',
      Resource: this.#around.queueArn(queue),
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
  }
}

const KEPT_AND_ENCRYPTED = { MessageRetentionPeriod: RETENTION_SECONDS, SqsManagedSseEnabled: 'true' };

function policy(statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
