/**
 * The function that looks every hour whether subscribers' resources are still as `provision` made them.
 *
 *   every hour ─▶ sweep ─ what has drifted ─▶ provision's retry queue
 *                       └ an event each ────▶ bus
 */
import { Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { LISTING_INDEX } from '../core/table-indexes.ts';
import type { SweepEnv } from '../lambdas/sweep/env.ts';
import type { Bus } from './bus.ts';
import { FanfareFunction } from './fanfare-function.ts';
import type { Permission } from './permission.ts';
import type { Provision } from './provision.ts';
import type { Records } from './records.ts';
import { LOCAL_STAGE, type StageSettings } from './stage-settings.ts';
import { MADE_AT_RUN_TIME, subscriberArns } from './subscriber-arns.ts';

/**
 * SQS lists a queue for up to a minute after its deletion:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html
 */
const LIST_LAG = Duration.seconds(60);

export interface SweepProps {
  readonly settings: StageSettings;
  readonly records: Records;
  readonly bus: Bus;
  readonly provision: Provision;
}

export class Sweep extends Construct {
  constructor(scope: Construct, id: string, props: SweepProps) {
    super(scope, id);
    const { stage } = props.settings;
    const lag = stage === LOCAL_STAGE ? Duration.seconds(0) : LIST_LAG;
    const sweep = new FanfareFunction<SweepEnv>(this, 'Sweep', {
      stage,
      name: 'sweep',
      description: "Finds subscribers' resources that were changed past Fanfare, and has them repaired",
      timeout: Duration.minutes(15),
      memoryMb: 512,
      environment: { ...props.provision.environment, LIST_LAG_SECONDS: String(lag.toSeconds()) },
      may: this.#permissions(props),
    });
    new Rule(this, 'Hourly', {
      ruleName: `fanfare-${stage}-sweep`,
      description: "Fanfare: looks whether subscribers' resources are as they were made",
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [new LambdaFunction(sweep.function)],
    });
  }

  #permissions({ settings, records, bus, provision }: SweepProps): Permission[] {
    const { tableArn } = records.subscribers;
    const { rules } = subscriberArns(Stack.of(this), settings.stage);
    const listing = ['sqs:ListQueues', 'events:ListRules', 'lambda:ListEventSourceMappings'];
    return [
      { actions: ['dynamodb:Query'], resources: [`${tableArn}/index/${LISTING_INDEX}`] },
      { actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], resources: [tableArn] },
      { actions: listing, resources: ['*'], because: 'Listing names no resource.' },
      { actions: ['events:ListTargetsByRule'], resources: [rules], because: MADE_AT_RUN_TIME },
      { actions: ['sqs:SendMessage'], resources: [provision.retries.queueArn] },
      { actions: ['events:PutEvents'], resources: [bus.bus.eventBusArn] },
    ];
  }
}
