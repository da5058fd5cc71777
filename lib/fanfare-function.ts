/** A Lambda function of Fanfare's: how each is built, named, logged and allowed, in one place. */
import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { grantAll, type Permission } from './permission.ts';

/** The function's folder in `lambdas/`; it names the function too. */
export type FunctionName = 'deliver' | 'provision' | 'api' | 'cleanup' | 'declare' | 'sweep' | 'pull' | 'jobs';

export interface FanfareFunctionProps<Env extends Record<string, string>> {
  readonly stage: string;
  readonly name: FunctionName;
  readonly description: string;
  /** Typed by the function's own `env.ts`: a variable forgotten does not compile. */
  readonly environment: Env;
  readonly timeout: Duration;
  readonly memoryMb: number;
  /** All it may do besides writing its log. */
  readonly may: readonly Permission[];
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export class FanfareFunction<Env extends Record<string, string>> extends Construct {
  readonly function: NodejsFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: FanfareFunctionProps<Env>) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    grantAll(role, props.may);
    this.function = new NodejsFunction(this, 'Function', {
      functionName: `fanfare-${props.stage}-${props.name}`,
      description: props.description,
      entry: `${ROOT}lambdas/${props.name}/handler.ts`,
      depsLockFilePath: `${ROOT}package-lock.json`,
      projectRoot: ROOT,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      environment: props.environment,
      loggingFormat: LoggingFormat.JSON,
      logGroup: this.logGroup,
      role,
      bundling: BUNDLING,
    });
  }
}

/** CommonJS starts faster than ESM on Node 24, and the SDK inside the bundle faster than the runtime's own. */
const BUNDLING = {
  format: OutputFormat.CJS,
  target: 'node24',
  minify: true,
  sourceMap: true,
  sourceMapMode: SourceMapMode.DEFAULT,
  sourcesContent: false,
  mainFields: ['module', 'main'],
  bundleAwsSDK: true,
  esbuildArgs: { '--alias:@aws-sdk/credential-provider-node': `${ROOT}lambdas/credentials/default-provider.ts` },
  metafile: true,
};
