/** What is there of a subscriber, asked of the services themselves? */
import {
  DescribeRuleCommand,
  type EventBridgeClient,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import {
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListTagsCommand,
} from '@aws-sdk/client-lambda';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';

const ACCOUNT_ARN = 'us-east-1:000000000000';

/** What differs from one subscriber, or one making, to the next. */
const PASSING = [
  ...['CreatedTimestamp', 'LastModifiedTimestamp', 'LastModified', 'LastProcessingResult', 'StateTransitionReason'],
  ...['UUID', 'EventSourceMappingArn', '$metadata'],
];

export class SubscriberResourcesView {
  readonly lambda: LambdaClient;
  readonly #sqs: SQSClient;
  readonly #events: EventBridgeClient;
  readonly #bus: string;

  constructor({ sqs, events, bus, platform }: TestPlatform) {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    this.lambda = new LambdaClient({ endpoint: platform.awsUrl, region: 'us-east-1', credentials });
    this.#sqs = sqs;
    this.#events = events;
    this.#bus = bus;
  }

  queueArn(id: string, suffix = ''): string {
    return `arn:aws:sqs:${ACCOUNT_ARN}:fanfare-local-${id}${suffix}`;
  }

  ruleArn(id: string): string {
    return `arn:aws:events:${ACCOUNT_ARN}:rule/${this.#bus}/fanfare-local-${id}`;
  }

  async queueUrls(prefix: string): Promise<string[]> {
    return (await this.#sqs.send(new ListQueuesCommand({ QueueNamePrefix: prefix }))).QueueUrls ?? [];
  }

  /** Attributes, parsed where they are JSON, and tags. */
  async queue(url: string) {
    const { Attributes = {} } = await this.#sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    const { Tags } = await this.#sqs.send(new ListQueueTagsCommand({ QueueUrl: url }));
    const { Policy = '{}', RedrivePolicy = '{}', ...rest } = Attributes;
    return {
      ...rest,
      Policy: JSON.parse(Policy) as unknown,
      RedrivePolicy: JSON.parse(RedrivePolicy) as unknown,
      Tags,
    };
  }

  async mappings(id: string) {
    const { EventSourceMappings = [] } = await this.lambda.send(
      new ListEventSourceMappingsCommand({ EventSourceArn: this.queueArn(id) }),
    );
    return EventSourceMappings;
  }

  async mapping(id: string) {
    const [one, ...more] = await this.mappings(id);
    if (!one || more.length > 0) throw new Error(`${id} has ${one ? 1 + more.length : 0} mappings.`);
    const { Tags } = await this.lambda.send(new ListTagsCommand({ Resource: one.EventSourceMappingArn }));
    return { ...one, Tags };
  }

  async removeMapping(id: string): Promise<void> {
    const { UUID } = await this.settledMapping(id, 'Enabled');
    await this.lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
    await until('the mapping to be gone', async () => (await this.mappings(id)).length === 0);
  }

  /** Waits while a mapping changes. */
  async settledMapping(id: string, state: string) {
    const { UUID } = await this.mapping(id);
    return until(`the mapping to be ${state}`, async () => {
      const mapping = await this.lambda.send(new GetEventSourceMappingCommand({ UUID }));
      return mapping.State === state && mapping;
    });
  }

  async rule(id: string) {
    const { EventPattern = '{}', ...rule } = await this.#events.send(
      new DescribeRuleCommand({ Name: `fanfare-local-${id}`, EventBusName: this.#bus }),
    );
    const { Targets } = await this.#events.send(
      new ListTargetsByRuleCommand({ Rule: `fanfare-local-${id}`, EventBusName: this.#bus }),
    );
    const { Tags } = await this.#events.send(new ListTagsForResourceCommand({ ResourceARN: this.ruleArn(id) }));
    return { ...rule, EventPattern: JSON.parse(EventPattern) as unknown, Targets, Tags };
  }

  /**
   * Everything, with `ID` for the id and without what differs from making to making: to be compared. Waits until the
   * mapping has come to that state; `none`: there is to be none.
   */
  async all(id: string, mappingState: 'Enabled' | 'Disabled' | 'none' = 'Enabled'): Promise<unknown> {
    if (mappingState !== 'none') await this.settledMapping(id, mappingState);
    const parts = {
      queues: await Promise.all((await this.queueUrls(`fanfare-local-${id}`)).map((url) => this.queue(url))),
      mapping: mappingState === 'none' ? await this.mappings(id) : await this.mapping(id),
      rule: await this.rule(id),
    };
    const text = JSON.stringify(parts, (key, value: unknown) => (PASSING.includes(key) ? undefined : value));
    return JSON.parse(text.replaceAll(id, 'ID')) as unknown;
  }

  /** The kinds of which something is left. */
  async left(id: string): Promise<string[]> {
    const queues = (await this.queueUrls(`fanfare-local-${id}`)).length;
    const mappings = (await this.mappings(id)).length;
    const isRuleLeft = await this.rule(id).then(
      () => true,
      (error: Error) => {
        if (error.name !== 'ResourceNotFoundException') throw error;
        return false;
      },
    );
    return [...(queues > 0 ? ['queues'] : []), ...(mappings > 0 ? ['mapping'] : []), ...(isRuleLeft ? ['rule'] : [])];
  }
}
