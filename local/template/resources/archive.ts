/** AWS::Events::Archive */
import { AwsError, type Json, PLATFORM_CALL } from '../../aws/service.ts';
import { archiveArn } from '../../eventbridge/request.ts';
import type { LocalAccount } from '../account.ts';
import type { MakeResource } from '../make-resource.ts';

const MAX_NAME_LENGTH = 48;
const PROPERTIES = ['ArchiveName', 'SourceArn', 'RetentionDays', 'EventPattern', 'Description', 'KmsKeyIdentifier'];

/** Makes it, or brings its settings up to date. A bus cannot be exchanged: the archive is made anew then, as on AWS. */
export const makeArchive: MakeResource = async (logicalId, properties, { account, stackName }) => {
  const unknown = Object.keys(properties).find((name) => !PROPERTIES.includes(name));
  if (unknown !== undefined) throw new Error(`${logicalId}: the local platform knows no ${unknown} of an archive.`);
  const { SourceArn, RetentionDays = 0, EventPattern, Description = '', KmsKeyIdentifier } = properties;
  const name = String(properties.ArchiveName ?? `${stackName}-${logicalId}`.slice(-MAX_NAME_LENGTH));
  const settings = {
    ...{ ArchiveName: name, RetentionDays: Number(RetentionDays), Description },
    EventPattern: EventPattern === undefined ? '' : JSON.stringify(EventPattern),
    ...(KmsKeyIdentifier === undefined ? {} : { KmsKeyIdentifier }),
  };
  const known = await describe(account, name);
  if (known && known.EventSourceArn !== SourceArn) await removeArchive(name, account);
  if (known?.EventSourceArn === SourceArn) await account.events.handle('UpdateArchive', settings, PLATFORM_CALL);
  else await account.events.handle('CreateArchive', { ...settings, EventSourceArn: SourceArn }, PLATFORM_CALL);
  return { ref: name, attributes: { Arn: archiveArn(name) } };
};

export async function removeArchive(name: string, account: LocalAccount): Promise<void> {
  if (!(await describe(account, name))) return;
  await account.events.handle('DeleteArchive', { ArchiveName: name }, PLATFORM_CALL);
}

async function describe({ events }: LocalAccount, name: string): Promise<Json | undefined> {
  try {
    return await events.handle('DescribeArchive', { ArchiveName: name }, PLATFORM_CALL);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
