/** How does a test get an EventBridge, the SDK to ask it with, and what its queues have taken? */
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { startEndpoint } from '../../local/aws/endpoint.ts';
import { EventBridge } from '../../local/eventbridge/eventbridge.ts';
import { openState } from '../../local/state.ts';

export interface RunningEventBridge {
  readonly client: EventBridgeClient;
  /** What the queues have taken, by their names: the texts of the events. */
  readonly taken: ReadonlyMap<string, string[]>;
  /** A bus on which no other test is. */
  newBus(): Promise<{ name: string; arn: string }>;
  /** A rule whose events go to the queue of its name; gives its ARN. */
  rule(bus: string, name: string, pattern?: object): Promise<string>;
  /** Publishes events of one type at these times, ten a request. */
  publish(bus: string, type: string, times: readonly Date[], detail?: string): Promise<void>;
  stop(): Promise<void>;
}

export interface EventBridgeTestOptions {
  readonly dataDir?: string;
  readonly now?: () => number;
  /** Asked before a queue takes an event: a promise holds it up. */
  readonly beforeTaking?: () => Promise<void> | void;
}

let buses = 0;

export async function startEventBridge(options: EventBridgeTestOptions = {}): Promise<RunningEventBridge> {
  const { dataDir, now = Date.now, beforeTaking } = options;
  const taken = new Map<string, string[]>();
  const db = openState(dataDir, 'events');
  const eventBridge = new EventBridge({
    db,
    now,
    deliver: async ({ arn }, event) => {
      await beforeTaking?.();
      const queue = arn.split(':').at(-1) ?? '';
      taken.set(queue, [...(taken.get(queue) ?? []), event]);
    },
  });
  const endpoint = await startEndpoint({ json: [eventBridge], rest: [] }, { host: '127.0.0.1', port: 0 });
  const client = new EventBridgeClient({
    ...{ endpoint: endpoint.url, region: 'us-east-1', maxAttempts: 1 },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    client,
    taken,
    newBus: async () => {
      const name = `bus-${buses++}`;
      const { EventBusArn = '' } = await client.send(new CreateEventBusCommand({ Name: name }));
      return { name, arn: EventBusArn };
    },
    rule: async (EventBusName, Name, pattern = { source: ['shop'] }) => {
      const EventPattern = JSON.stringify(pattern);
      const { RuleArn = '' } = await client.send(new PutRuleCommand({ Name, EventBusName, EventPattern }));
      const Targets = [{ Id: 'queue', Arn: `arn:aws:sqs:us-east-1:000000000000:${Name}` }];
      await client.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets }));
      return RuleArn;
    },
    publish: async (EventBusName, DetailType, times, Detail = '{}') => {
      for (let at = 0; at < times.length; at += 10) {
        const ten = times.slice(at, at + 10);
        const Entries = ten.map((Time) => ({ EventBusName, Source: 'shop', DetailType, Detail, Time }));
        await client.send(new PutEventsCommand({ Entries }));
      }
    },
    stop: async () => {
      client.destroy();
      await eventBridge.stop();
      await endpoint.stop();
      db.close();
    },
  };
}
