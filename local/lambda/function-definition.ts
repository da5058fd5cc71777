/** What is a function, and which function does a name mean? */
import { ACCOUNT, AwsError, REGION } from '../aws/service.ts';

export interface FunctionDefinition {
  readonly name: string;
  /** The folder of the bundle: CommonJS, with a package.json that says so. */
  readonly codeDir: string;
  /** `<file>.<export>`, e.g. `index.handler`. */
  readonly handler: string;
  /** The template's own variables; what Lambda itself sets is added. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly roleArn: string;
  /** Most invocations at one time; absent: as many as the account allows. 0: none. */
  readonly reservedConcurrency?: number;
  /** The access key id the function's own calls carry, by which the endpoint knows its role. */
  readonly accessKeyId: string;
}

export const RUNTIME = 'nodejs24.x';

export function functionArn(name: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
}

const NAME =
  /^(?:(?:arn:aws:lambda:[a-z0-9-]+:)?\d{12}:function:)?([A-Za-z0-9_-]{1,64})(?::(\$LATEST|[A-Za-z0-9_-]+))?$/;

/**
 * The bare name in a name, a partial ARN or a full ARN. There are no versions or aliases here:
 * a qualifier other than `$LATEST` is `ResourceNotFoundException`, as for any that does not exist.
 */
export function functionNameOf(nameOrArn: string, qualifier?: string | null): string {
  const [, name, inName] = NAME.exec(nameOrArn) ?? [];
  if (name === undefined)
    throw new AwsError('ValidationException', `${nameOrArn} is not the name or ARN of a function.`);
  const asked = inName ?? qualifier ?? '$LATEST';
  if (asked !== '$LATEST') throw functionNotFound(`${name}:${asked}`);
  return name;
}

export function functionNotFound(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Function not found: ${functionArn(name)}`, { status: 404 });
}

/** The configuration as GetFunctionConfiguration tells it. */
export function describeFunction(definition: FunctionDefinition, lastModified: number) {
  return {
    FunctionName: definition.name,
    FunctionArn: functionArn(definition.name),
    Runtime: RUNTIME,
    Role: definition.roleArn,
    Handler: definition.handler,
    Timeout: definition.timeoutSeconds,
    MemorySize: definition.memoryMb,
    Environment: { Variables: definition.environment },
    LastModified: new Date(lastModified).toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: [process.arch === 'arm64' ? 'arm64' : 'x86_64'],
    LoggingConfig: { LogFormat: 'JSON', LogGroup: logGroupName(definition.name) },
  };
}

export function logGroupName(name: string): string {
  return `/aws/lambda/${name}`;
}

/** Everything the function finds in `process.env`: the template's variables and those Lambda sets itself. */
export function functionEnvironment(definition: FunctionDefinition, endpoint: string, logStreamName: string) {
  return {
    ...definition.environment,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: definition.accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_EXECUTION_ENV: `AWS_Lambda_${RUNTIME}`,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupName(definition.name),
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    LAMBDA_TASK_ROOT: definition.codeDir,
    _HANDLER: definition.handler,
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
  };
}
