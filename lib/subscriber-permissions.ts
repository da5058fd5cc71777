/** What must be allowed to whoever removes subscribers' resources? */
import type { Permission } from './permission.ts';
import { MADE_AT_RUN_TIME, type SubscriberArns } from './subscriber-arns.ts';

/** Why a permission on mappings names none. */
export const MAPPING_OF_DELIVER =
  "A mapping's ARN is not known before it is made; the condition narrows it to one function.";

export function removesSubscriberResources(arns: SubscriberArns, deliverFunctionArn: string): Permission[] {
  return [
    { actions: ['sqs:GetQueueUrl', 'sqs:DeleteQueue'], resources: [arns.queues], because: MADE_AT_RUN_TIME },
    { actions: ['events:RemoveTargets', 'events:DeleteRule'], resources: [arns.rules], because: MADE_AT_RUN_TIME },
    {
      actions: ['lambda:GetEventSourceMapping', 'lambda:DeleteEventSourceMapping'],
      resources: ['*'],
      conditions: { ArnEquals: { 'lambda:FunctionArn': deliverFunctionArn } },
      because: MAPPING_OF_DELIVER,
    },
    { actions: ['lambda:ListEventSourceMappings'], resources: ['*'], because: 'Listing names no resource.' },
  ];
}
