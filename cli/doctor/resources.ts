/** What is there of subscribers' own resources? Rules with their targets, queues, mappings, by subscriber. */
import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand, type Rule } from '@aws-sdk/client-eventbridge';
import { LambdaClient, paginateListEventSourceMappings } from '@aws-sdk/client-lambda';
import { paginateListQueues, SQSClient } from '@aws-sdk/client-sqs';
import { subscriberNamedIn, subscriberPrefix } from '../../core/stage.ts';
import type { AwsAccess } from '../aws/aws-access.ts';
import { concurrently } from '../concurrently.ts';
import type { Session } from '../session.ts';

export interface SubscriberRule {
  readonly name: string;
  /** The queues its targets name. */
  readonly targetQueues: readonly string[];
}

export interface Mapping {
  readonly queue: string;
  readonly isEnabled: boolean;
  readonly maxConcurrency: number;
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
  const names = onBus.flatMap(({ Name }) => (Name?.startsWith(subscriberPrefix(stage)) ? Name : []));
  const ofSubscribers: SubscriberRule[] = [];
  await concurrently(names, AT_ONCE, async (name) => {
    const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ EventBusName: busName, Rule: name }));
    ofSubscribers.push({ name, targetQueues: Targets.map(({ Arn }) => lastPart(Arn, ':')) });
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
    names.push(...QueueUrls.map((url) => lastPart(url, '/')));
  }
  client.destroy();
  return names;
}

export async function readMappings({ stage }: Session, access: AwsAccess): Promise<Mapping[]> {
  const client = new LambdaClient(access);
  const mappings: Mapping[] = [];
  const input = { FunctionName: `fanfare-${stage}-deliver` };
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client }, input)) {
    mappings.push(
      ...EventSourceMappings.map(({ EventSourceArn, State = '', ScalingConfig }) => ({
        queue: lastPart(EventSourceArn, ':'),
        isEnabled: /^(Enabled|Enabling|Creating|Updating)$/.test(State),
        maxConcurrency: ScalingConfig?.MaximumConcurrency ?? 0,
      })),
    );
  }
  client.destroy();
  // Only those of subscribers: a stack may map other queues to it.
  return mappings.filter(({ queue }) => subscriberNamedIn(queue) !== undefined);
}

function lastPart(text = '', separator: string): string {
  return text.slice(text.lastIndexOf(separator) + 1);
}
