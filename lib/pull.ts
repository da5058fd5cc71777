/** The function that subscribers who cannot be called fetch their events from. */
import { Duration, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { PullEnv } from '../lambdas/pull/env.ts';
import { type DeliveryOperations, deliveriesEnvironment, worksOnDeliveries } from './delivery-operations.ts';
import { FanfareFunction } from './fanfare-function.ts';

export class Pull extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, props: DeliveryOperations) {
    super(scope, id);
    const pull = new FanfareFunction<PullEnv>(this, 'Pull', {
      stage: props.settings.stage,
      name: 'pull',
      description: 'Hands events to subscribers who fetch them, and takes their acknowledgements',
      // An HTTP API waits 30 seconds.
      timeout: Duration.seconds(29),
      memoryMb: 512,
      environment: deliveriesEnvironment(props),
      may: worksOnDeliveries(Stack.of(this), props),
    });
    this.function = pull.function;
  }
}
