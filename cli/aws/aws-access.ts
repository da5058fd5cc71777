/** How are the AWS services of a stage reached? The local stage's stand-ins take any credentials. */
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { localAddress, type Stage } from '../stage.ts';

type CredentialProvider = ReturnType<typeof defaultProvider>;

/** The part of a client's configuration that says where and who. What is left out the SDK finds by itself. */
export interface AwsAccess {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials: CredentialProvider;
}

/** One provider for all clients of a run, so that a login is asked for once. */
let callers: CredentialProvider | undefined;

export function awsAccess(stage: Stage): AwsAccess {
  if (stage.isLocal) {
    const credentials = async () => ({ accessKeyId: 'local', secretAccessKey: 'local' });
    return { endpoint: stage.env.AWS_ENDPOINT_URL ?? localAddress(stage, 'aws'), region: 'us-east-1', credentials };
  }
  const region = regionIn(stage);
  callers ??= defaultProvider(region === undefined ? {} : { clientConfig: { region } });
  return { credentials: callers, ...(region === undefined ? {} : { region }) };
}

/** The SDK for JavaScript does not know the second name, the AWS CLI does. What neither says is in the profile. */
function regionIn({ env }: Stage): string | undefined {
  return env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined;
}
