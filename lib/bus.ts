/** The one way in: the event bus, and the platform's own dead-letter queue for what cannot be handed over. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { QUEUE_RETENTION_DAYS } from '../core/queue-retention.ts';
import { acknowledge } from './acknowledge.ts';
import { subscriberArns } from './subscriber-arns.ts';

export class Bus extends Construct {
  readonly bus: EventBus;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, { stage }: { stage: string }) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { eventBusName: `fanfare-${stage}` });
    this.deadLetterQueue = new Queue(this, 'PlatformDeadLetters', {
      queueName: `fanfare-${stage}-platform-dlq`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(QUEUE_RETENTION_DAYS),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.deadLetterQueue.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.deadLetterQueue.queueArn],
        conditions: { ArnLike: { 'aws:SourceArn': subscriberArns(Stack.of(this), stage).rules } },
      }),
    );
    acknowledge(this.deadLetterQueue, 'AwsSolutions-SQS3', 'It is a dead-letter queue.');
  }
}
