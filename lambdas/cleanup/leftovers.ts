/** Whose resources are still there? CloudFormation did not make them, so it does not know. */
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { subscriberNamedIn, subscriberPrefix } from '../../core/stage.ts';
import { listQueues, listRules } from '../provision/resource-lists.ts';

/** The ids of all subscribers of whom a rule or a queue is left, whatever the tables still say. */
export async function leftoverSubscribers(
  { sqs, events }: { sqs: SQSClient; events: EventBridgeClient },
  stage: string,
  bus: string,
): Promise<string[]> {
  const prefix = subscriberPrefix(stage);
  const rules = await listRules(events, bus, prefix);
  const names = [...rules.map(({ Name = '' }) => Name), ...(await listQueues(sqs, prefix))];
  return [...new Set(names.flatMap((name) => subscriberNamedIn(name) ?? []))];
}
