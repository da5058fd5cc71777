/** What is there, whoever made it? The services' own lists, read to their end. */
import {
  type EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  ResourceNotFoundException,
  type Rule,
  type Target,
} from '@aws-sdk/client-eventbridge';
import {
  type EventSourceMappingConfiguration,
  type LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { ListQueuesCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Waits for the turn of the next call, where calls have to keep a pace. */
export type Turn = () => Promise<void>;

/** The names of all queues that begin so. */
export async function listQueues(sqs: SQSClient, prefix: string): Promise<string[]> {
  const urls = await toTheEnd(async (NextToken) => {
    const answer = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: prefix, MaxResults: 1000, NextToken }));
    return { items: answer.QueueUrls, next: answer.NextToken };
  });
  return urls.map((url) => url.slice(url.lastIndexOf('/') + 1));
}

/** None when there is no such bus. */
export function listRules(events: EventBridgeClient, bus: string, prefix: string, turn?: Turn): Promise<Rule[]> {
  return toTheEnd(async (NextToken) => {
    const page = new ListRulesCommand({ EventBusName: bus, NamePrefix: prefix, NextToken });
    const answer = await orNothing(() => events.send(page));
    return { items: answer?.Rules, next: answer?.NextToken };
  }, turn);
}

/** None when there is no such rule. */
export function listTargets(events: EventBridgeClient, bus: string, rule: string, turn?: Turn): Promise<Target[]> {
  return toTheEnd(async (NextToken) => {
    const page = new ListTargetsByRuleCommand({ EventBusName: bus, Rule: rule, NextToken });
    const answer = await orNothing(() => events.send(page));
    return { items: answer?.Targets, next: answer?.NextToken };
  }, turn);
}

/** The mappings to a function, all of them or those of one source. */
export function listMappings(
  lambda: LambdaClient,
  which: { readonly functionArn: string; readonly sourceArn?: string | undefined },
  turn?: Turn,
): Promise<EventSourceMappingConfiguration[]> {
  const input = { FunctionName: which.functionArn, EventSourceArn: which.sourceArn };
  return toTheEnd(async (Marker) => {
    const answer = await lambda.send(new ListEventSourceMappingsCommand({ ...input, Marker }));
    return { items: answer.EventSourceMappings, next: answer.NextMarker };
  }, turn);
}

interface Page<T> {
  readonly items: T[] | undefined;
  readonly next: string | undefined;
}

async function toTheEnd<T>(read: (from: string | undefined) => Promise<Page<T>>, turn?: Turn): Promise<T[]> {
  const all: T[] = [];
  let from: string | undefined;
  do {
    await turn?.();
    const { items = [], next } = await read(from);
    all.push(...items);
    from = next;
  } while (from !== undefined);
  return all;
}

async function orNothing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
