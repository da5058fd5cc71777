/** The function behind every subscriber's queue. */
import { Duration, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { DeliverEnv } from '../lambdas/deliver/env.ts';
import { type DeliveryOperations, deliveriesEnvironment, worksOnDeliveries } from './delivery-operations.ts';
import { FanfareFunction } from './fanfare-function.ts';
import { MADE_AT_RUN_TIME, subscriberArns } from './subscriber-arns.ts';

/** Longer than the longest time limit of an attempt (30 s) with what comes before and after it. */
const TIMEOUT = Duration.seconds(45);

export class Deliver extends Construct {
  readonly function: IFunction;
  readonly timeout = TIMEOUT;

  constructor(scope: Construct, id: string, props: DeliveryOperations) {
    super(scope, id);
    const { settings, records } = props;
    const { subscribers, health } = records;
    const stack = Stack.of(this);
    const deliver = new FanfareFunction<DeliverEnv>(this, 'Deliver', {
      stage: settings.stage,
      name: 'deliver',
      description: "Delivers each message of a subscriber's queue as a signed POST to its endpoint",
      timeout: TIMEOUT,
      memoryMb: 512,
      environment: {
        ...deliveriesEnvironment(props),
        HEALTH_TABLE: health.tableName,
        URL_POLICY: JSON.stringify(settings.urlPolicy),
      },
      may: [
        ...worksOnDeliveries(stack, props),
        // It turns off a subscriber whose endpoint answered 410.
        { actions: ['dynamodb:UpdateItem'], resources: [subscribers.tableArn] },
        { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'], resources: [health.tableArn] },
        // Its mappings ask for it.
        {
          actions: ['sqs:GetQueueAttributes'],
          resources: [subscriberArns(stack, settings.stage).queues],
          because: MADE_AT_RUN_TIME,
        },
      ],
    });
    this.function = deliver.function;
  }
}
