/** How are a stage's events published? The way to its bus, and what is said when there is none. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { createPublisher, type Publisher } from '../../publish/create-publisher.js';
import type { AwsAccess } from '../aws/aws-access.ts';
import { explainAwsFailure } from '../aws/aws-failure.ts';
import type { StageFacts } from '../aws/stage-facts.ts';
import { Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';

export interface PublisherSettings {
  readonly source: string;
  readonly awsEndpoint?: string;
}

export async function stagePublisher(
  session: Session,
  { bus, fields }: StageFacts,
  { source, awsEndpoint }: PublisherSettings,
): Promise<Publisher> {
  const client = new EventBridgeClient({ ...(await access(session, awsEndpoint)), maxAttempts: 1 });
  return createPublisher({ bus, source, client, ...fields });
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
