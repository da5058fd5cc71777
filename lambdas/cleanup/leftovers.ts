/** Whose resources are still there? CloudFormation did not make them, so it does not know. */
import { type EventBridgeClient, ListRulesCommand, ResourceNotFoundException } from '@aws-sdk/client-eventbridge';
import { ListQueuesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { subscriberNamedIn, subscriberPrefix } from '../../core/stage.ts';

/** The ids of all subscribers of whom a rule or a queue is left, whatever the tables still say. */
export async function leftoverSubscribers(
  { sqs, events }: { sqs: SQSClient; events: EventBridgeClient },
  stage: string,
  bus: string,
): Promise<string[]> {
  const prefix = subscriberPrefix(stage);
  const names = [...(await ruleNames(events, bus, prefix)), ...(await queueNames(sqs, prefix))];
  return [...new Set(names.flatMap((name) => subscriberNamedIn(name) ?? []))];
}

async function ruleNames(events: EventBridgeClient, bus: string, prefix: string): Promise<string[]> {
  const names: string[] = [];
  let next: string | undefined;
  do {
    const answer = await events
      .send(new ListRulesCommand({ EventBusName: bus, NamePrefix: prefix, NextToken: next }))
      .catch((error: unknown) => {
        if (error instanceof ResourceNotFoundException) return { Rules: [], NextToken: undefined };
        throw error;
      });
    names.push(...(answer.Rules ?? []).flatMap(({ Name }) => Name ?? []));
    next = answer.NextToken;
  } while (next !== undefined);
  return names;
}

async function queueNames(sqs: SQSClient, prefix: string): Promise<string[]> {
  const urls: string[] = [];
  let next: string | undefined;
  do {
    const answer = await sqs.send(
      new ListQueuesCommand({ QueueNamePrefix: prefix, MaxResults: 1000, NextToken: next }),
    );
    urls.push(...(answer.QueueUrls ?? []));
    next = answer.NextToken;
  } while (next !== undefined);
  return urls.map((url) => url.slice(url.lastIndexOf('/') + 1));
}
