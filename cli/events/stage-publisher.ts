/** How are a stage's events published? Its bus, the way there, and what is said when there is none. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { createPublisher, type Publisher } from '../../publish/create-publisher.js';
import type { AwsAccess } from '../aws/aws-access.ts';
import { explainAwsFailure } from '../aws/aws-failure.ts';
import { Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';
import type { OwnFields } from './catalogue.ts';

export interface PublisherSettings extends OwnFields {
  readonly source: string;
  readonly awsEndpoint?: string;
}

/** A bus that is not there takes everything and keeps nothing: a deployed stage's is asked for by its stack. */
export async function busOf(session: Session): Promise<string> {
  if (session.isLocal) return session.busName;
  const { describeStack } = await import('../aws/stack-outputs.ts');
  const { outputs } = await describeStack(session);
  return outputs.BusName ?? session.busName;
}

export async function stagePublisher(
  session: Session,
  bus: string,
  { source, awsEndpoint, eventIdField, tenantField, schemaVersionField }: PublisherSettings,
): Promise<Publisher> {
  const client = new EventBridgeClient(await access(session, awsEndpoint));
  return createPublisher({ bus, source, client, eventIdField, tenantField, schemaVersionField });
}

async function access(session: Session, endpoint: string | undefined): Promise<AwsAccess> {
  const found = await session.aws();
  if (endpoint !== undefined && !URL.canParse(endpoint)) {
    throw new Refusal('usage', `--aws-endpoint ${endpoint} is no address: use one like http://127.0.0.1:4566.`);
  }
  return endpoint === undefined ? found : { ...found, endpoint };
}

/** Why no event will be accepted from now on; `undefined` where the next one may be. */
export function lastingFailure(session: Session, error: unknown): Refusal | undefined {
  const { cause } = error as { cause?: { code?: string } };
  const explained = explainAwsFailure(cause ?? {}, 'publish events');
  if (!(explained instanceof Refusal)) return undefined;
  if (!session.isLocal || cause?.code !== 'ECONNREFUSED') return explained;
  return new Refusal(
    'failed',
    'The AWS endpoint of the local platform cannot be reached (ECONNREFUSED): is it running? Start it with `npm start`, or say where it is by --aws-endpoint.',
  );
}
