/**
 * The platform on one machine: the stack's own template, made on stand-ins behind one AWS endpoint.
 *
 *   endpoint :4566 ─ events ─▶ sqs ─▶ lambda (the template's bundles) ─▶ POST to whoever subscribed
 *            │                         ▲ and calls back to the endpoint, under its role
 *            └─ dynamodb · kms         └─ API :4400
 */
import type http from 'node:http';
import { type EndpointServices, startEndpoint } from './aws/endpoint.ts';
import type { OnAwsCall } from './aws/fault.ts';
import { Closers } from './closers.ts';
import { CloudFormation } from './cloudformation/cloudformation.ts';
import { prepareDataDir } from './data-dir.ts';
import { registerDemo } from './demo.ts';
import { type DynamoDb, startDynamoDb } from './dynamodb/dynamodb.ts';
import { deliverToQueue } from './eventbridge/deliver-to-queue.ts';
import { EventBridge } from './eventbridge/eventbridge.ts';
import { Schedules } from './eventbridge/schedules.ts';
import { FatalError } from './fatal-error.ts';
import { startHttpApi } from './http-api/http-api.ts';
import { RolePolicies } from './iam/role-policies.ts';
import { Kms } from './kms/kms.ts';
import { callerOf } from './lambda/access-key.ts';
import { LambdaHost } from './lambda/lambda-host.ts';
import type { PlatformOptions } from './options.ts';
import { type Received, startReceiver } from './receiver/receiver.ts';
import { subscribersKeys } from './receiver/subscribers-keys.ts';
import { Sqs } from './sqs/sqs.ts';
import { openState } from './state.ts';
import { type Assembly, synthesize } from './synthesize.ts';
import type { LocalAccount } from './template/account.ts';
import { CustomResources } from './template/custom-resources.ts';
import { type Instance, instantiate } from './template/instantiate.ts';
import type { Made } from './template/intrinsics.ts';
import type { Template } from './template/template.ts';

/** What the platform tells whoever started it. */
export interface PlatformEvents {
  readonly onProgress?: (text: string) => void;
  /** A line a function logged. */
  readonly onLog?: (functionName: string, line: string) => void;
  readonly onReceived?: (received: Received) => void;
  /** Asked before each call to the AWS endpoint: shall it fail? For tests. */
  readonly onAwsCall?: OnAwsCall;
  /** Something died that the platform cannot live without. */
  readonly onFatal?: (reason: string) => void;
}

export interface Platform {
  readonly awsUrl: string;
  readonly apiUrl: string;
  readonly receiverUrl: string;
  /** The stack's outputs. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Ends cleanly: attempts under way finish, messages stay. */
  stop(): Promise<void>;
}

/** Attempts under way may take so long to finish when the platform stops; the others return. */
const STOP_GRACE_MS = 5_000;

/** Throws `FatalError` for what its user must put right; nothing is left running then. */
export async function startPlatform(options: PlatformOptions, events: PlatformEvents = {}): Promise<Platform> {
  const closers = new Closers();
  try {
    return await start(options, events, closers);
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function start(options: PlatformOptions, events: PlatformEvents, closers: Closers): Promise<Platform> {
  prepareDataDir(options.dataDir);
  const assembly = await synthesize(options, () =>
    events.onProgress?.('Synthesizing the stack: its sources are new or have changed …'),
  );
  const aws = await startAws(options, assembly, events, closers);
  const stackName = `Fanfare-${options.stage}`;
  const template = assembly.template as Template;
  const instance = await instantiate(template, stackName, aws.account);
  aws.resume();
  const api = await listening('api-port', options.apiPort, (port) =>
    startHttpApi({
      host: options.host,
      port,
      routes: [...aws.account.routes.keys()],
      invoke: (payload, routeKey) => aws.account.lambda.invoke(aws.account.routes.get(routeKey) ?? '', payload),
      fallback: sayWhereTheApiIs,
    }),
  );
  closers.add(() => api.stop());
  const outputs = withLocalApi(instance.outputs, api.url);
  aws.cloudFormation.adopt(stackName, template, { ...instance, outputs });
  const receiver = await listening('receiver-port', options.receiverPort, (port) =>
    startReceiver({
      host: options.host,
      port,
      lookUpKeys: subscribersKeys(aws.account.endpoint, subscribersTable(template, instance.resources)),
      ...(events.onReceived ? { onReceived: events.onReceived } : {}),
    }),
  );
  closers.add(() => receiver.stop());
  await registerDemo(aws.account.state, api.url, receiver.url);
  return {
    awsUrl: aws.account.endpoint,
    apiUrl: api.url,
    receiverUrl: receiver.url,
    outputs,
    stop: () => closers.closeAll(),
  };
}

/** As the stack names it: every function that reads subscribers is told this table. */
function subscribersTable({ Resources }: Template, made: ReadonlyMap<string, Made>): string {
  const isIt = (id: string) => id.startsWith('RecordsSubscribers') && Resources[id]?.Type === 'AWS::DynamoDB::Table';
  return made.get(Object.keys(Resources).find(isIt) ?? '')?.ref ?? '';
}

interface Aws {
  readonly account: LocalAccount;
  readonly cloudFormation: CloudFormation;
  /** Lets go what an earlier run was working on: the functions that held it died with it. */
  readonly resume: () => void;
}

async function startAws(
  options: PlatformOptions,
  assembly: Assembly,
  events: PlatformEvents,
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
  const policies = new RolePolicies({
    keyArn: (given) => kms.keyArn(given),
    mappedFunctionArn: (uuid) => mappedFunction(lambda, uuid),
  });
  const lambda: LambdaHost = new LambdaHost({
    db: state('lambda'),
    endpoint,
    sqs,
    streams: (action, input) => dynamodb.call(action, input),
    onLog: events.onLog ?? (() => {}),
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
        json: [sqs, bridge, kms],
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
function faults({ onAwsCall }: PlatformEvents): Pick<EndpointServices, 'faultOf'> {
  if (!onAwsCall) return {};
  return {
    faultOf: ({ accessKeyId }, { service, action }, request) =>
      onAwsCall({ caller: callerOf(accessKeyId), service, action, request }),
  };
}

function startDatabase({ dataDir, dynamodbEndpoint }: PlatformOptions, events: PlatformEvents): Promise<DynamoDb> {
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

/** Starts what listens; a port that is taken is its user's to solve. */
async function listening<T>(option: string, port: number, listen: (port: number) => Promise<T>): Promise<T> {
  try {
    return await listen(port);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new FatalError(`Port ${port} is in use: stop what listens there, or choose another with --${option}.`);
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') throw new FatalError(`--${option} ${port}: ${message}.`);
    throw error;
  }
}

/** API Gateway's addresses lead to the API here, not off this machine. */
function withLocalApi(outputs: Instance['outputs'], apiUrl: string): Instance['outputs'] {
  const local = (value: string) => value.replace(/^https:\/\/\w+\.execute-api\.[^/]+/, apiUrl);
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, local(value)]));
}

function sayWhereTheApiIs(_: http.IncomingMessage, response: http.ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
  response.end('The API is under /v1, for example /v1/subscribers.\n');
}
