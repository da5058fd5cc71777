/** Makes what a template describes, on the local account. What it does not know is an error, never left out. */
import type { Json } from '../aws/service.ts';
import type { LocalAccount } from './account.ts';
import { type Made, resolve, type Scope } from './intrinsics.ts';
import type { MakeResource } from './make-resource.ts';
import { pseudoParameters } from './pseudo-parameters.ts';
import { removeLeftOut } from './remove-left-out.ts';
import { makeArchive } from './resources/archive.ts';
import { makeCustomResource } from './resources/custom-resource.ts';
import { makeEventBus } from './resources/event-bus.ts';
import { makeEventRule } from './resources/event-rule.ts';
import { makeFunction, makeLogGroup, makeMapping, makePermission } from './resources/functions.ts';
import { makeApi, makeIntegration, makeRoute, makeStage } from './resources/http-api.ts';
import { makeKey } from './resources/kms-key.ts';
import { makeQueue, makeQueuePolicy } from './resources/queues.ts';
import { makePolicy, makeRole } from './resources/roles.ts';
import { makeTable } from './resources/tables.ts';
import { stackId } from './stack-id.ts';
import { creationOrder, isCustomResource, type Template } from './template.ts';

const MAKERS: Readonly<Record<string, MakeResource>> = {
  'AWS::ApiGatewayV2::Api': makeApi,
  'AWS::ApiGatewayV2::Integration': makeIntegration,
  'AWS::ApiGatewayV2::Route': makeRoute,
  'AWS::ApiGatewayV2::Stage': makeStage,
  'AWS::DynamoDB::Table': makeTable,
  'AWS::Events::Archive': makeArchive,
  'AWS::Events::EventBus': makeEventBus,
  'AWS::Events::Rule': makeEventRule,
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

export interface Instance {
  readonly outputs: Readonly<Record<string, string>>;
  /** In the order in which they were made. */
  readonly resources: ReadonlyMap<string, Made>;
}

/** Makes every resource in its order. Run again on the same account, it brings it up to date. */
export async function instantiate(template: Template, stackName: string, account: LocalAccount): Promise<Instance> {
  const resources = new Map<string, Made>();
  const scope: Scope = { resources, pseudo: pseudoParameters(stackName, stackId(stackName)) };
  for (const logicalId of creationOrder(template)) {
    const { Type: type = '', Properties: properties = {} } = template.Resources[logicalId] ?? {};
    const context = { account, stackName, type };
    const made = await makerOf(type, logicalId)(logicalId, resolve(properties, scope) as Json, context);
    resources.set(logicalId, made);
  }
  await removeLeftOut(template, resources, account);
  const defined = Object.entries(template.Outputs ?? {});
  const outputs = Object.fromEntries(defined.map(([name, { Value }]) => [name, String(resolve(Value, scope))]));
  return { outputs, resources };
}

function makerOf(type: string, logicalId: string): MakeResource {
  const maker = isCustomResource(type) ? makeCustomResource : MAKERS[type];
  if (!maker) throw new Error(`${logicalId}: the local platform has no stand-in for ${type}.`);
  return maker;
}
