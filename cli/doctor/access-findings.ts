/** Can the stage be reached at all? Credentials, stack, API, and whether their versions go together. */

import type { AwsAccess } from '../aws/aws-access.ts';
import { explainAwsFailure } from '../aws/aws-failure.ts';
import type { StageStack } from '../aws/stack-outputs.ts';
import type { Session } from '../session.ts';
import { FANFARE_VERSION } from '../version.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

export async function credentialsFinding({ isLocal }: Session, access: AwsAccess): Promise<Finding> {
  if (isLocal) return ok('credentials', 'the local stage needs none');
  try {
    const { accessKeyId, expiration } = await access.credentials();
    const until = expiration ? `, until ${expiration.toISOString()}` : '';
    return ok('credentials', `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}${until}`);
  } catch (error) {
    const { message } = explainAwsFailure(error, 'use your credentials') as Error;
    return problem('credentials', message, 'Nothing else can be looked at without them.');
  }
}

export function stackFinding({ name, region, status }: StageStack): Finding {
  const message = `${name} in ${region} is ${status}`;
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return ok('stack', message);
  const advice = 'Its events in the CloudFormation console say why; `npx cdk deploy` again when that is put right.';
  return /IN_PROGRESS$/.test(status)
    ? warning('stack', message, 'Wait until it is over.')
    : problem('stack', message, advice);
}

export async function apiFindings(session: Session): Promise<Finding[]> {
  const api = await session.api();
  const startedAt = performance.now();
  await api.get('/v1/subscribers', { limit: 1 });
  const ms = Math.round(performance.now() - startedAt);
  const { info } = await api.get<{ info?: { version?: string } }>('/v1/openapi.json');
  return [ok('API', `${api.url} answers in ${ms} ms`), versionFinding(info?.version)];
}

function versionFinding(deployed = 'unknown'): Finding {
  const message = `stage ${deployed}, this tool ${FANFARE_VERSION}`;
  if (deployed === FANFARE_VERSION) return ok('versions', message);
  return warning('versions', message, 'Use the tool of the version that is deployed, or deploy this one.');
}
