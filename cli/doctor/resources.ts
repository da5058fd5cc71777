/** What is there of subscribers' own resources? Rules with their targets, queues, mappings, by subscriber. */
import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand, type Rule } from '@aws-sdk/client-eventbridge';
import { LambdaClient, paginateListEventSourceMappings } from '@aws-sdk/client-lambda';
import { paginateListQueues, SQSClient } from '@aws-sdk/client-sqs';
import type { RuleSeen } from '../../core/drift.ts';
import type { MappingSeen } from '../../core/provision-mapping.ts';
import type { TargetPlan } from '../../core/provision-plan.ts';
import { subscriberNamedIn, subscriberPrefix } from '../../core/stage.ts';
import type { AwsAccess } from '../aws/aws-access.ts';
import { concurrently } from '../concurrently.ts';
import type { Session } from '../session.ts';

export interface SubscriberRule extends RuleSeen {
  readonly name: string;
  readonly arn: string;
  readonly targets: readonly TargetPlan[];
}

/** In Lambda's own words. */
export interface Mapping extends MappingSeen {
  readonly queue: string;
}

export interface Rules {
  /** All on the bus, also those that are nobody's here. */
  readonly onBus: readonly Rule[];
  readonly ofSubscribers: readonly SubscriberRule[];
}

/** EventBridge answers some fifty such calls a second. */
const AT_ONCE = 8;

export async function readRules({ stage, busName }: Session, access: AwsAccess): Promise<Rules> {
  const client = new EventBridgeClient(access);
  const onBus: Rule[] = [];
  let next: string | undefined;
  do {
    const page = await client.send(new ListRulesCommand({ EventBusName: busName, NextToken: next }));
    onBus.push(...(page.Rules ?? []));
    next = page.NextToken;
  } while (next !== undefined);
  const ours = onBus.filter(({ Name }) => Name?.startsWith(subscriberPrefix(stage)));
  const ofSubscribers: SubscriberRule[] = [];
  await concurrently(ours, AT_ONCE, async ({ Name: name = '', Arn: arn = '', State, EventPattern: pattern = '' }) => {
    const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ EventBusName: busName, Rule: name }));
    const targets = Targets.map(({ Arn = '', DeadLetterConfig }) => ({
      arn: Arn,
      deadLetterArn: DeadLetterConfig?.Arn,
    }));
    ofSubscribers.push({ name, arn, enabled: State === 'ENABLED', pattern, targets });
  });
  client.destroy();
  return { onBus, ofSubscribers };
}

/** The names of all queues of subscribers, dead-letter queues included. */
export async function readQueues({ stage }: Session, access: AwsAccess): Promise<string[]> {
  const client = new SQSClient(access);
  const names: string[] = [];
  const input = { QueueNamePrefix: subscriberPrefix(stage), MaxResults: 1000 };
  for await (const { QueueUrls = [] } of paginateListQueues({ client }, input)) {
    names.push(...QueueUrls.map((url) => url.slice(url.lastIndexOf('/') + 1)));
  }
  client.destroy();
  return names;
}

export async function readMappings({ stage }: Session, access: AwsAccess): Promise<Mapping[]> {
  const client = new LambdaClient(access);
  const mappings: Mapping[] = [];
  const input = { FunctionName: `fanfare-${stage}-deliver` };
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client }, input)) {
    mappings.push(...EventSourceMappings.map((mapping) => ({ ...mapping, queue: queueIn(mapping.EventSourceArn) })));
  }
  client.destroy();
  // Only those of subscribers: a stack may map other queues to it.
  return mappings.filter(({ queue }) => subscriberNamedIn(queue) !== undefined);
}

/** The name at the end of a queue's ARN. */
export function queueIn(arn = ''): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
