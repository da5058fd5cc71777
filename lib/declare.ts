/** The function behind `WebhookSubscriber`: CloudFormation calls it by its name, from any stack of the account and region. */
import { Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { DeclareEnv } from '../lambdas/declare/env.ts';
import type { Bus } from './bus.ts';
import { FanfareFunction } from './fanfare-function.ts';
import { FOR_ONE_SUBSCRIBER, type Records } from './records.ts';
import type { StageSettings } from './stage-settings.ts';
import { subscribersEnvironment, worksOnSubscribers } from './subscriber-operations.ts';

export interface DeclareProps {
  readonly settings: StageSettings;
  readonly records: Records;
  readonly bus: Bus;
}

export class Declare extends Construct {
  constructor(scope: Construct, id: string, props: DeclareProps) {
    super(scope, id);
    new FanfareFunction<DeclareEnv>(this, 'Declare', {
      stage: props.settings.stage,
      name: 'declare',
      description: 'Registers, changes and removes the subscribers that stacks declare',
      // It waits for what it asked for: queues, a mapping and a rule; where many are deployed at once, for its turn too.
      timeout: Duration.minutes(10),
      memoryMb: 256,
      environment: subscribersEnvironment(props),
      may: [
        ...worksOnSubscribers(Stack.of(this), props),
        // A template that hands the secret on is told it again with every update.
        { actions: ['kms:Decrypt'], resources: [props.records.key.keyArn], conditions: FOR_ONE_SUBSCRIBER },
      ],
    });
  }
}
