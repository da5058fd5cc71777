/** Which resources may be subscribers' own? Roles are scoped to these patterns, which match no other stage's. */
import type { Stack } from 'aws-cdk-lib';
import { deadLetterQueueOf, subscriberPrefix } from '../core/stage.ts';

/** Why a permission is on a pattern of these. */
export const MADE_AT_RUN_TIME =
  "Subscribers' own resources are made at run time, so the stack cannot name them; their prefix is this stage's alone.";

export interface SubscriberArns {
  readonly queues: string;
  readonly deadLetterQueues: string;
  readonly rules: string;
}

export function subscriberArns(stack: Stack, stage: string): SubscriberArns {
  const prefix = subscriberPrefix(stage);
  return {
    queues: stack.formatArn({ service: 'sqs', resource: `${prefix}*` }),
    deadLetterQueues: stack.formatArn({ service: 'sqs', resource: deadLetterQueueOf(`${prefix}*`) }),
    rules: stack.formatArn({ service: 'events', resource: 'rule', resourceName: `fanfare-${stage}/${prefix}*` }),
  };
}
