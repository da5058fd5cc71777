/** AWS::KMS::Key */
import { createHash } from 'node:crypto';
import { ACCOUNT, PLATFORM_CALL, REGION } from '../../aws/service.ts';
import type { MakeResource } from '../make-resource.ts';

/** The id follows from the name in the template, so that the next start finds the same key. */
export const makeKey: MakeResource = async (logicalId, properties, { account, stackName }) => {
  const id = keyId(`${stackName}/${logicalId}`);
  const { Description, KeyPolicy } = properties;
  const input = { __keyId: id, Description, Policy: JSON.stringify(KeyPolicy) };
  await account.kms.handle('CreateKey', input, PLATFORM_CALL);
  if (properties.EnableKeyRotation) await account.kms.handle('EnableKeyRotation', { KeyId: id }, PLATFORM_CALL);
  return { ref: id, attributes: { Arn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`, KeyId: id } };
};

function keyId(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
