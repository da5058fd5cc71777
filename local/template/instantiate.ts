/** Makes what a template describes, on the local account. What it does not know is an error, never left out. */
import { ACCOUNT, type Json, REGION } from '../aws/service.ts';
import type { LocalAccount } from './account.ts';
import { type Made, resolve, type Scope } from './intrinsics.ts';
import type { MakeResource } from './make-resource.ts';
import { makeCustomResource } from './resources/custom-resource.ts';
import { makeEventBus } from './resources/event-bus.ts';
import { makeFunction, makeLogGroup, makeMapping, makePermission } from './resources/functions.ts';
import { makeApi, makeIntegration, makeRoute, makeStage } from './resources/http-api.ts';
import { makeKey } from './resources/kms-key.ts';
import { makeQueue, makeQueuePolicy } from './resources/queues.ts';
import { makePolicy, makeRole } from './resources/roles.ts';
import { makeTable } from './resources/tables.ts';
import { stackId } from './stack-id.ts';
import { creationOrder, type Template } from './template.ts';

const MAKERS: Readonly<Record<string, MakeResource>> = {
  'AWS::ApiGatewayV2::Api': makeApi,
  'AWS::ApiGatewayV2::Integration': makeIntegration,
  'AWS::ApiGatewayV2::Route': makeRoute,
  'AWS::ApiGatewayV2::Stage': makeStage,
  'AWS::DynamoDB::Table': makeTable,
  'AWS::Events::EventBus': makeEventBus,
  'AWS::IAM::Policy': makePolicy,
  'AWS::IAM::Role': makeRole,
  'AWS::KMS::Key': makeKey,
  'AWS::Lambda::EventSourceMapping': makeMapping,
  'AWS::Lambda::Function': makeFunction,
  'AWS::Lambda::Permission': makePermission,
  'AWS::Logs::LogGroup': makeLogGroup,
  'AWS::SQS::Queue': makeQueue,
  'AWS::SQS::QueuePolicy': makeQueuePolicy,
};

/** Makes every resource in its order. Answers the outputs. Run again on the same account, it brings it up to date. */
export async function instantiate(
  template: Template,
  stackName: string,
  account: LocalAccount,
): Promise<Record<string, string>> {
  const resources = new Map<string, Made>();
  const scope: Scope = { resources, pseudo: pseudoParameters(stackName) };
  for (const logicalId of creationOrder(template)) {
    const { Type: type = '', Properties: properties = {} } = template.Resources[logicalId] ?? {};
    const context = { account, stackName, type };
    const made = await makerOf(type, logicalId)(logicalId, resolve(properties, scope) as Json, context);
    resources.set(logicalId, made);
  }
  const outputs = Object.entries(template.Outputs ?? {});
  return Object.fromEntries(outputs.map(([name, { Value }]) => [name, String(resolve(Value, scope))]));
}

function makerOf(type: string, logicalId: string): MakeResource {
  const maker = type.startsWith('Custom::') ? makeCustomResource : MAKERS[type];
  if (!maker) throw new Error(`${logicalId}: the local platform has no stand-in for ${type}.`);
  return maker;
}

function pseudoParameters(stackName: string): Record<string, string> {
  return {
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::Region': REGION,
    'AWS::StackId': stackId(stackName),
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
}
