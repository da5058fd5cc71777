/** The account that a template is made on: every stand-in, behind one endpoint. */
import { type EndpointServices, startEndpoint } from './aws/endpoint.ts';
import type { OnAwsCall } from './aws/fault.ts';
import type { Closers } from './closers.ts';
import { CloudFormation } from './cloudformation/cloudformation.ts';
import { CloudWatch } from './cloudwatch/cloudwatch.ts';
import { type DynamoDb, startDynamoDb } from './dynamodb/dynamodb.ts';
import { deliverToQueue } from './eventbridge/deliver-to-queue.ts';
import { EventBridge } from './eventbridge/eventbridge.ts';
import { Schedules } from './eventbridge/schedules.ts';
import { FatalError } from './fatal-error.ts';
import { RolePolicies } from './iam/role-policies.ts';
import { Kms } from './kms/kms.ts';
import { callerOf } from './lambda/access-key.ts';
import { LambdaHost } from './lambda/lambda-host.ts';
import { listening } from './listening.ts';
import type { PlatformOptions } from './options.ts';
import { Sqs } from './sqs/sqs.ts';
import { openState } from './state.ts';
import type { Assembly } from './synthesize.ts';
import type { LocalAccount } from './template/account.ts';
import { CustomResources } from './template/custom-resources.ts';

/** What it tells whoever started it. */
export interface AwsEvents {
  /** A line a function logged. */
  readonly onLog?: (functionName: string, line: string) => void;
  /** Asked before each call to the AWS endpoint: shall it fail? For tests. */
  readonly onAwsCall?: OnAwsCall;
  /** Something died that the platform cannot live without. */
  readonly onFatal?: (reason: string) => void;
}

export interface Aws {
  readonly account: LocalAccount;
  readonly cloudFormation: CloudFormation;
  /** Lets go what an earlier run was working on: the functions that held it died with it. */
  readonly resume: () => void;
}

/** Attempts under way may take so long to finish when the platform stops; the others return. */
const STOP_GRACE_MS = 5_000;

export async function startAws(
  options: PlatformOptions,
  assembly: Assembly,
  events: AwsEvents,
  closers: Closers,
): Promise<Aws> {
  const state = (name: string) => {
    const db = openState(options.dataDir, name);
    closers.add(() => db.close());
    return db;
  };
  const dynamodb = await startDatabase(options, events);
  closers.add(() => dynamodb.stop());
  let url = '';
  const endpoint = () => url;
  const sqs = new Sqs({ db: state('sqs'), endpoint });
  closers.add(() => sqs.stop());
  const kms = new Kms({ db: state('kms') });
  const bridge = new EventBridge({ db: state('events'), deliver: deliverToQueue(sqs) });
  closers.add(() => bridge.stop());
  const cloudWatch = new CloudWatch({ db: state('cloudwatch') });
  closers.add(() => cloudWatch.stop());
  const policies = new RolePolicies({
    keyArn: (given) => kms.keyArn(given),
    mappedFunctionArn: (uuid) => mappedFunction(lambda, uuid),
  });
  const lambda: LambdaHost = new LambdaHost({
    db: state('lambda'),
    endpoint,
    sqs,
    streams: (action, input) => dynamodb.call(action, input),
    onLog: (functionName, line) => {
      cloudWatch.takeLogLine(line);
      events.onLog?.(functionName, line);
    },
    roleLacks: (roleArn, source) => policies.lacking(roleArn, source),
  });
  const schedules = new Schedules({
    invoke: (functionArn, event) => lambda.invoke(functionArn, event, { type: 'Event' }),
  });
  closers.add(() => schedules.stop());
  const customResources = new CustomResources({
    endpoint,
    invoke: (functionArn, event) => lambda.invoke(functionArn, event),
  });
  const cloudFormation = new CloudFormation({ db: state('cloudformation'), customResources });
  const { url: bound, stop } = await listening('aws-port', options.awsPort, (port) =>
    startEndpoint(
      {
        json: [sqs, bridge, kms, cloudWatch],
        rest: [lambda, customResources],
        raw: [dynamodb],
        query: [cloudFormation],
        authorizer: policies,
        ...faults(events),
      },
      { host: options.host, port },
    ),
  );
  url = bound;
  closers.add(stop);
  closers.add(() => lambda.stop(STOP_GRACE_MS));
  closers.add(() => cloudFormation.stop());
  const account = {
    ...{ sqs, events: bridge, schedules, kms, dynamodb, lambda, customResources, policies },
    state: state('platform'),
    assets: assembly.directory,
    endpoint: url,
    integrations: new Map(),
    routes: new Map(),
  };
  return {
    account,
    cloudFormation,
    resume: () => {
      sqs.releaseHeld();
      lambda.resume();
      schedules.start();
    },
  };
}

/** Where nobody asks for faults, no call is looked into for it. */
function faults({ onAwsCall }: AwsEvents): Pick<EndpointServices, 'faultOf'> {
  if (!onAwsCall) return {};
  return {
    faultOf: ({ accessKeyId }, { service, action }, request) =>
      onAwsCall({ caller: callerOf(accessKeyId), service, action, request }),
  };
}

function startDatabase({ dataDir, dynamodbEndpoint }: PlatformOptions, events: AwsEvents): Promise<DynamoDb> {
  return startDynamoDb({ dataDir, endpoint: dynamodbEndpoint, onExit: events.onFatal }).catch((error: unknown) => {
    throw new FatalError((error as Error).message);
  });
}

function mappedFunction(lambda: LambdaHost, uuid: string): string | undefined {
  try {
    return String(lambda.getMapping(uuid).FunctionArn);
  } catch {
    return undefined; // there is no such mapping: Lambda will say so itself
  }
}
