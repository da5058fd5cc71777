/**
 * The platform on one machine: the stack's own template, made on stand-ins behind one AWS endpoint.
 *
 *   endpoint :4566 ─ events ─▶ sqs ─▶ lambda (the template's bundles) ─▶ POST to whoever subscribed
 *            │                         ▲ and calls back to the endpoint, under its role
 *            └─ dynamodb · kms ·       └─ API :4400, and the console
 *               cloudwatch ◀─ metrics in the functions' logs
 */
import { buildConsole } from '../console/serve/build-console.ts';
import { consoleFiles, type Serve } from '../console/serve/console-files.ts';
import { Closers } from './closers.ts';
import { prepareDataDir } from './data-dir.ts';
import { registerDemo } from './demo.ts';
import { startHttpApi } from './http-api/http-api.ts';
import { listening } from './listening.ts';
import type { PlatformOptions } from './options.ts';
import { type Received, startReceiver } from './receiver/receiver.ts';
import { subscribersKeys } from './receiver/subscribers-keys.ts';
import { type AwsEvents, startAws } from './start-aws.ts';
import { synthesize } from './synthesize.ts';
import { type Instance, instantiate } from './template/instantiate.ts';
import type { Made } from './template/intrinsics.ts';
import type { Template } from './template/template.ts';

/** What the platform tells whoever started it. */
export interface PlatformEvents extends AwsEvents {
  readonly onProgress?: (text: string) => void;
  readonly onReceived?: (received: Received) => void;
}

export interface Platform {
  readonly awsUrl: string;
  readonly apiUrl: string;
  /** Absent where there is none. */
  readonly consoleUrl?: string;
  readonly receiverUrl: string;
  /** The stack's outputs. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Ends cleanly: attempts under way finish, messages stay. */
  stop(): Promise<void>;
}

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
  const building = options.hasConsole ? serveConsole(options.stage, events) : undefined;
  const assembly = await synthesize(options, () =>
    events.onProgress?.('Synthesizing the stack: its sources are new or have changed …'),
  );
  const aws = await startAws(options, assembly, events, closers);
  const stackName = `Fanfare-${options.stage}`;
  const template = assembly.template as Template;
  const instance = await instantiate(template, stackName, aws.account);
  aws.resume();
  const serve = await building;
  const api = await listening('api-port', options.apiPort, (port) =>
    startHttpApi({
      host: options.host,
      port,
      routes: [...aws.account.routes.keys()],
      invoke: (payload, routeKey) => aws.account.lambda.invoke(aws.account.routes.get(routeKey) ?? '', payload),
      fallback: serve ?? sayWhereTheApiIs,
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
    ...(serve ? { consoleUrl: `${api.url}/` } : {}),
    receiverUrl: receiver.url,
    outputs,
    stop: () => closers.closeAll(),
  };
}

/** Beside all else; without it the platform runs on, and says so. */
async function serveConsole(stage: string, { onProgress = () => {} }: PlatformEvents): Promise<Serve | undefined> {
  try {
    return consoleFiles(
      await buildConsole(() => onProgress('Building the console: its sources are new or have changed …')),
      stage,
    );
  } catch (error) {
    onProgress(`There is no console: ${(error as Error).message}`);
    return undefined;
  }
}

/** As the stack names it: every function that reads subscribers is told this table. */
function subscribersTable({ Resources }: Template, made: ReadonlyMap<string, Made>): string {
  const isIt = (id: string) => id.startsWith('RecordsSubscribers') && Resources[id]?.Type === 'AWS::DynamoDB::Table';
  return made.get(Object.keys(Resources).find(isIt) ?? '')?.ref ?? '';
}

/** API Gateway's addresses lead to the API here, not off this machine. */
function withLocalApi(outputs: Instance['outputs'], apiUrl: string): Instance['outputs'] {
  const local = (value: string) => value.replace(/^https:\/\/\w+\.execute-api\.[^/]+/, apiUrl);
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, local(value)]));
}

const sayWhereTheApiIs: Serve = (_, response) => {
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
  response.end('The API is under /v1, for example /v1/subscribers.\n');
};
