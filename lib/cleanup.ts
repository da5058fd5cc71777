/** What `cdk destroy` calls before it removes the rest: takes away what was made at run time. */
import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { CleanupEnv } from '../lambdas/cleanup/env.ts';
import type { Bus } from './bus.ts';
import type { Deliver } from './deliver.ts';
import { FanfareFunction } from './fanfare-function.ts';
import type { Provision } from './provision.ts';
import type { StageSettings } from './stage-settings.ts';
import { subscriberArns } from './subscriber-arns.ts';
import { removesSubscriberResources } from './subscriber-permissions.ts';

export interface CleanupProps {
  readonly settings: StageSettings;
  readonly bus: Bus;
  readonly deliver: Deliver;
  readonly provision: Provision;
}

export class Cleanup extends Construct {
  constructor(scope: Construct, id: string, { settings, bus, deliver, provision }: CleanupProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const arns = subscriberArns(stack, settings.stage);
    const itself = stack.formatArn({
      service: 'lambda',
      resource: `function:fanfare-${settings.stage}-cleanup`,
    });
    const cleanup = new FanfareFunction<CleanupEnv>(this, 'Cleanup', {
      stage: settings.stage,
      name: 'cleanup',
      description: "Removes all subscribers' resources when the stack is deleted",
      timeout: Duration.minutes(15),
      memoryMb: 256,
      environment: provision.environment,
      may: [
        { actions: ['sqs:ListQueues', 'events:ListRules'], resources: ['*'], because: 'Listing names no resource.' },
        { actions: ['lambda:InvokeFunction'], resources: [itself] },
        ...removesSubscriberResources(arns, deliver.function.functionArn),
      ],
    });
    const resource = new CustomResource(this, 'Leftovers', {
      resourceType: 'Custom::FanfareLeftovers',
      serviceToken: cleanup.function.functionArn,
      serviceTimeout: Duration.hours(1),
    });
    // On the way down: first `provision` hears no more, so that it makes nothing anew; then cleanup; then what that needs.
    resource.node.addDependency(bus, deliver, cleanup);
    for (const mapping of provision.node.findAll().filter((child) => child instanceof EventSourceMapping)) {
      mapping.node.addDependency(resource);
    }
  }
}
