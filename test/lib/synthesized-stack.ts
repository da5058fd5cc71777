/** A stage's template as it would be deployed, less the functions' code, with every name and ARN in it worked out. */
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FanfareStack } from '../../lib/fanfare-stack.ts';
import { settingsFromContext } from '../../lib/settings-from-context.ts';
import type { PolicyDocument, Statement } from '../../local/iam/policy.ts';
import { type Made, resolve } from '../../local/template/intrinsics.ts';

const { context: FLAGS } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as {
  context: Record<string, unknown>;
};
/** Nothing is bundled: these tests are about the resources. */
const NO_BUNDLES = { 'aws:cdk:bundling-stacks': [] };
const PSEUDO = { 'AWS::AccountId': '000000000000', 'AWS::Partition': 'aws', 'AWS::Region': 'us-east-1' };

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn: readonly string[];
}

export class SynthesizedStack {
  readonly stack: FanfareStack;
  readonly template: Template;
  readonly resources: ReadonlyMap<string, Resource>;

  constructor(stage: string, context: Record<string, unknown> = {}) {
    const app = new App({ context: { ...FLAGS, ...NO_BUNDLES, stage, ...context } });
    const { settings, env } = settingsFromContext((key) => app.node.tryGetContext(key) as unknown);
    this.stack = new FanfareStack(app, settings, env ? { env } : {});
    this.template = Template.fromStack(this.stack);
    this.resources = resolved(stage, this.template.toJSON().Resources as Record<string, Partial<Resource>>);
  }

  ofType(type: string): [string, Resource][] {
    return [...this.resources].filter(([, { Type }]) => Type === type);
  }

  /** Every statement of the roles, by the role's logical id. */
  statements(): { readonly role: string; readonly statement: Statement }[] {
    return this.ofType('AWS::IAM::Policy').flatMap(([, { Properties }]) => {
      const { PolicyDocument: document, Roles } = Properties as { PolicyDocument: PolicyDocument; Roles: string[] };
      return [document.Statement]
        .flat()
        .map((statement) => ({ role: Roles.join(), statement: statement as Statement }));
    });
  }

  /** The ARNs of what the template makes, where an ARN is asked for anywhere in it. */
  arns(): string[] {
    const text = JSON.stringify([...this.resources.values()]);
    return [...new Set(text.match(/arn:aws:[a-z]+:us-east-1:000000000000:[^"*]+(?=")/g))];
  }
}

function resolved(stage: string, resources: Record<string, Partial<Resource>>): Map<string, Resource> {
  const made = new Map(Object.entries(resources).map(([id, resource]) => [id, asMade(stage, id, resource)]));
  const scope = { resources: made, pseudo: { ...PSEUDO, 'AWS::URLSuffix': 'amazonaws.com', 'AWS::StackName': stage } };
  return new Map(
    Object.entries(resources).map(([id, { Type = '', Properties = {}, DependsOn = [] }]) => [
      id,
      { Type, Properties: resolve(Properties, scope) as Resource['Properties'], DependsOn: [DependsOn].flat() },
    ]),
  );
}

/** What CloudFormation would answer to `Ref` and `Fn::GetAtt`; the names it makes up begin with the stack's. */
function asMade(stage: string, id: string, { Type = '', Properties = {} }: Partial<Resource>): Made {
  const { FunctionName, QueueName, ArchiveName, Name } = Properties as Record<string, string | undefined>;
  const name = FunctionName ?? QueueName ?? ArchiveName ?? Name ?? `Fanfare-${stage}-${id}`;
  const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
  const arns: Record<string, string> = {
    'AWS::Lambda::Function': arn('lambda', `function:${name}`),
    'AWS::SQS::Queue': arn('sqs', name),
    'AWS::DynamoDB::Table': arn('dynamodb', `table/${name}`),
    'AWS::KMS::Key': arn('kms', `key/${name}`),
    'AWS::Events::Archive': arn('events', `archive/${name}`),
    'AWS::Events::EventBus': arn('events', `event-bus/${name}`),
    'AWS::Logs::LogGroup': arn('logs', `log-group:${name}`),
  };
  const Arn = arns[Type] ?? arn('other', name);
  return { ref: name, attributes: { Arn, StreamArn: `${Arn}/stream/1`, QueueName: name, QueueUrl: name, Name: name } };
}
