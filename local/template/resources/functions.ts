/** AWS::Lambda::Function, AWS::Lambda::EventSourceMapping, AWS::Lambda::Permission, AWS::Logs::LogGroup */
import path from 'node:path';
import { ACCOUNT, type Json, REGION } from '../../aws/service.ts';
import { accessKeyOf } from '../../lambda/access-key.ts';
import { functionArn } from '../../lambda/function-definition.ts';
import type { MakeResource } from '../make-resource.ts';

export const makeFunction: MakeResource = (logicalId, properties, { account, stackName }) => {
  const { Code, Environment, Handler, MemorySize, ReservedConcurrentExecutions, Role, Runtime, Timeout } = properties;
  if (Runtime !== 'nodejs24.x') throw new Error(`${logicalId}: functions run on nodejs24.x here, not on ${Runtime}.`);
  const name = String(properties.FunctionName ?? `${stackName}-${logicalId}`);
  account.policies.assume(accessKeyOf(name), String(Role));
  account.lambda.defineFunction({
    name,
    codeDir: path.join(account.assets, `asset.${String((Code as Json).S3Key).replace(/\.zip$/, '')}`),
    handler: String(Handler),
    environment: ((Environment as Json | undefined)?.Variables ?? {}) as Record<string, string>,
    timeoutSeconds: Number(Timeout ?? 3),
    memoryMb: Number(MemorySize ?? 128),
    roleArn: String(Role),
    accessKeyId: accessKeyOf(name),
    ...(ReservedConcurrentExecutions === undefined
      ? {}
      : { reservedConcurrency: Number(ReservedConcurrentExecutions) }),
  });
  return { ref: name, attributes: { Arn: functionArn(name) } };
};

export const makeMapping: MakeResource = async (_, { Tags, ...properties }, { account: { lambda } }) => {
  const tags = ((Tags ?? []) as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]);
  return { ref: await lambda.ensureMapping({ ...properties, Tags: Object.fromEntries(tags) as Json }) };
};

/** Who may invoke a function from outside: only API Gateway and schedules do so here, and their stand-ins are part of us. */
export const makePermission: MakeResource = (logicalId) => ({ ref: logicalId });

export const makeLogGroup: MakeResource = (logicalId, { LogGroupName }, { stackName }) => {
  const name = String(LogGroupName ?? `${stackName}-${logicalId}`);
  return { ref: name, attributes: { Arn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}:*` } };
};
