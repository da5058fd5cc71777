/** How does a test get a CloudFormation of its own? The stand-in with a Lambda beside it, and a function to be asked. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type Stack,
  type StackEvent,
  UpdateStackCommand,
  type UpdateStackCommandInput,
} from '@aws-sdk/client-cloudformation';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { startEndpoint } from '../../local/aws/endpoint.ts';
import type { OnAwsCall } from '../../local/aws/fault.ts';
import { CloudFormation } from '../../local/cloudformation/cloudformation.ts';
import { callerOf } from '../../local/lambda/access-key.ts';
import { LambdaHost } from '../../local/lambda/lambda-host.ts';
import { CustomResources } from '../../local/template/custom-resources.ts';
import { until } from '../until.ts';

export const TOKEN = 'arn:aws:lambda:us-east-1:000000000000:function:thing';

/**
 * A thing's id follows from its `Name`. `FailOn: 'Update,Delete'` makes it say no to these; `ThrowOn` makes it fail, and
 * `SilentOn` never answer. What it was asked goes to its log.
 */
const FUNCTION = `exports.handler = async (event) => {
  console.log(JSON.stringify({ event }));
  const { RequestType, ResourceProperties: given, StackId, RequestId, LogicalResourceId } = event;
  const isOn = (field) => (given[field] ?? '').split(',').includes(RequestType);
  if (isOn('ThrowOn')) throw new Error('out of order');
  if (isOn('SilentOn')) return;
  const PhysicalResourceId = RequestType === 'Delete' ? event.PhysicalResourceId : 'thing-' + given.Name;
  const Status = isOn('FailOn') ? 'FAILED' : 'SUCCESS';
  const Data = { Upper: given.Name?.toUpperCase(), Secret: 'whsec_' + given.Name };
  const answer = { Status, Reason: 'No to ' + RequestType + '.', PhysicalResourceId, Data, NoEcho: given.NoEcho === 'true' };
  const body = JSON.stringify({ ...answer, StackId, RequestId, LogicalResourceId });
  const { status } = await fetch(event.ResponseURL, { method: 'PUT', headers: { 'content-type': '' }, body });
  if (status !== 200) throw new Error('The answer was not taken: ' + status);
};`;

export interface Asked {
  readonly type: string;
  readonly id: string;
  readonly physicalId?: string;
  readonly properties: Record<string, unknown>;
  readonly old?: Record<string, unknown>;
}

export class TestCloudFormation {
  readonly client: CloudFormationClient;
  readonly cloudFormation: CloudFormation;
  readonly url: string;
  readonly stop: () => Promise<void>;
  readonly #lines: string[];
  readonly #ids = new Map<string, string>();
  #names = 0;

  private constructor(
    parts: Pick<TestCloudFormation, 'cloudFormation' | 'url' | 'stop'> & { readonly lines: string[] },
  ) {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    this.client = new CloudFormationClient({
      ...{ endpoint: parts.url, region: 'us-east-1', credentials, maxAttempts: 1 },
    });
    this.cloudFormation = parts.cloudFormation;
    this.url = parts.url;
    this.stop = parts.stop;
    this.#lines = parts.lines;
  }

  /** `db` is the state of one that was there before. */
  static async start({ db = new DatabaseSync(':memory:'), onAwsCall }: StartOptions = {}): Promise<TestCloudFormation> {
    const codeDir = mkdtempSync(path.join(tmpdir(), 'cloudformation-'));
    writeFileSync(path.join(codeDir, 'index.js'), FUNCTION);
    writeFileSync(path.join(codeDir, 'package.json'), '{"type":"commonjs"}');
    const lines: string[] = [];
    let url = '';
    const endpoint = () => url;
    const nothing = { handle: () => ({}) };
    const lambda = new LambdaHost({
      ...{ db: new DatabaseSync(':memory:'), endpoint, sqs: nothing, streams: async () => ({}) },
      onLog: (_, line) => lines.push(line),
    });
    lambda.defineFunction({
      ...{ name: 'thing', codeDir, handler: 'index.handler', environment: {}, timeoutSeconds: 10, memoryMb: 128 },
      ...{ roleArn: 'arn:aws:iam::000000000000:role/thing', accessKeyId: 'key' },
    });
    const customResources = new CustomResources({ endpoint, invoke: (arn, event) => lambda.invoke(arn, event) });
    const cloudFormation = new CloudFormation({ db, customResources });
    const server = await startEndpoint(
      {
        ...{ json: [], rest: [lambda, customResources], query: [cloudFormation] },
        faultOf: ({ accessKeyId }, { service, action }, request) =>
          onAwsCall?.({ caller: callerOf(accessKeyId), service, action, request }) ?? 'pass',
      },
      { host: '127.0.0.1', port: 0 },
    );
    url = server.url;
    const stop = async () => {
      await cloudFormation.stop();
      await lambda.stop();
      await server.stop();
      rmSync(codeDir, { recursive: true });
    };
    return new TestCloudFormation({ cloudFormation, url, stop, lines });
  }

  /** What the function was asked, in turn. */
  get asked(): Asked[] {
    return this.events.map((event) => ({
      type: event.RequestType,
      id: event.LogicalResourceId,
      ...('PhysicalResourceId' in event ? { physicalId: event.PhysicalResourceId } : {}),
      properties: without(event.ResourceProperties),
      ...('OldResourceProperties' in event ? { old: without(event.OldResourceProperties) } : {}),
    }));
  }

  /** The same in short: `Update One thing-a`. */
  get askedInShort(): string[] {
    return this.asked.map(({ type, id, physicalId }) => [type, id, physicalId].filter(Boolean).join(' '));
  }

  get events(): CloudFormationCustomResourceEvent[] {
    const values = this.#lines.map((line) => JSON.parse(line) as { event?: CloudFormationCustomResourceEvent });
    return values.flatMap(({ event }) => event ?? []);
  }

  /** For the next test: forgets what was asked, and answers a name that no stack has. */
  startOver(): string {
    this.forgetAsked();
    return `stack-${this.#names++}`;
  }

  forgetAsked(): void {
    this.#lines.length = 0;
  }

  async create(StackName: string, template: unknown, more: object = {}): Promise<Stack> {
    const command = new CreateStackCommand({ StackName, TemplateBody: textOf(template), ...more });
    const { StackId = '' } = await this.client.send(command);
    this.#ids.set(StackName, StackId);
    return this.settled(StackId);
  }

  async update(StackName: string, template: unknown, more: Partial<UpdateStackCommandInput> = {}): Promise<Stack> {
    await this.client.send(new UpdateStackCommand({ StackName, TemplateBody: textOf(template), ...more }));
    return this.settled(StackName);
  }

  /** How the stack is known by its id, once it is deleted, or not. */
  async delete(StackName: string, more: object = {}): Promise<Stack> {
    const id = this.#ids.get(StackName) ?? (await this.describe(StackName)).StackId ?? '';
    await this.client.send(new DeleteStackCommand({ StackName, ...more }));
    return this.settled(id);
  }

  async describe(StackName: string): Promise<Stack> {
    const { Stacks: [stack] = [] } = await this.client.send(new DescribeStacksCommand({ StackName }));
    if (!stack) throw new Error(`There is no ${StackName}.`);
    return stack;
  }

  settled(StackName: string): Promise<Stack> {
    return until(`${StackName} to be settled`, async () => {
      const stack = await this.describe(StackName);
      return !stack.StackStatus?.endsWith('IN_PROGRESS') && stack;
    });
  }

  /** `One CREATE_COMPLETE`, oldest first. */
  async history(StackName: string): Promise<string[]> {
    const events = await this.stackEvents(StackName);
    return events.map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`).reverse();
  }

  async stackEvents(StackName: string): Promise<StackEvent[]> {
    return (await this.client.send(new DescribeStackEventsCommand({ StackName }))).StackEvents ?? [];
  }

  /** The physical ids by logical ids. */
  async resources(StackName: string): Promise<Record<string, string | undefined>> {
    const { StackResources = [] } = await this.client.send(new DescribeStackResourcesCommand({ StackName }));
    return Object.fromEntries(StackResources.map((each) => [each.LogicalResourceId, each.PhysicalResourceId]));
  }
}

interface StartOptions {
  readonly db?: DatabaseSync;
  readonly onAwsCall?: OnAwsCall;
}

/** A custom resource of a template. */
export function thing(properties: Record<string, unknown>, more: object = {}) {
  return { Type: 'Custom::Thing', Properties: { ServiceToken: TOKEN, ...properties }, ...more };
}

/** Two of them, the second of which needs the first. */
export const two = {
  Resources: {
    Two: thing({ Name: 'two', Beside: { 'Fn::GetAtt': ['One', 'Upper'] } }),
    One: thing({ Name: 'one' }),
  },
};

export function outputsOf({ Outputs = [] }: Stack): Record<string, string | undefined> {
  return Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

function textOf(template: unknown): string {
  return typeof template === 'string' ? template : JSON.stringify(template);
}

function without({ ServiceToken: _, ...properties }: Record<string, unknown>): Record<string, unknown> {
  return properties;
}
