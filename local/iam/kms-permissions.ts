/** Which permissions does a call to KMS need? https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html */
import type { Json } from '../aws/service.ts';
import { keyIdOf } from '../kms/ciphertext.ts';
import { arn, type Lookups, objectsIn, type Permission, stringIn } from './permission.ts';

const KEY_ACTIONS = new Set(
  `CancelKeyDeletion DescribeKey DisableKey DisableKeyRotation EnableKey EnableKeyRotation GetKeyPolicy
   GetKeyRotationStatus ListKeyPolicies ListResourceTags PutKeyPolicy ScheduleKeyDeletion TagResource UntagResource
   UpdateKeyDescription`.split(/\s+/),
);
const CRYPTOGRAPHIC_ACTIONS = new Set(['Decrypt', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext']);

export function kmsPermissions(action: string, input: Json, lookups: Lookups): Permission[] | undefined {
  if (KEY_ACTIONS.has(action)) return [permission(action, keyArn(stringIn(input, 'KeyId'), lookups))];
  if (CRYPTOGRAPHIC_ACTIONS.has(action)) return [cryptographic(action, input, lookups)];
  switch (action) {
    case 'CreateKey': {
      const isTagged = objectsIn(input, 'Tags').length > 0;
      return [permission('CreateKey', '*'), ...(isTagged ? [permission('TagResource', '*')] : [])];
    }
    case 'ListKeys':
    case 'ListAliases':
      return [permission(action, '*')];
    case 'CreateAlias':
    case 'UpdateAlias':
    case 'DeleteAlias':
      return aliasPermissions(action, input, lookups);
    default:
      return undefined;
  }
}

/** `Decrypt` without a key id is about the key that made the ciphertext. */
function cryptographic(action: string, input: Json, lookups: Lookups): Permission {
  const given = stringIn(input, 'KeyId');
  const blob = Buffer.from(stringIn(input, 'CiphertextBlob'), 'base64');
  const key = given === '' ? (keyIdOf(blob) ?? '') : given;
  const alias = /alias\/.+$/.exec(given)?.[0];
  const pairs = Object.entries(input.EncryptionContext ?? {}).map(([name, value]) => [name, String(value)] as const);
  const context = {
    ...Object.fromEntries(pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
    ...(pairs.length > 0 ? { 'kms:EncryptionContextKeys': pairs.map(([name]) => name) } : {}),
    ...(alias ? { 'kms:RequestAlias': alias } : {}),
    'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT',
  };
  return { ...permission(action, keyArn(key, lookups)), context };
}

/** An alias is changed with permission on both the alias and its key. */
function aliasPermissions(action: string, input: Json, lookups: Lookups): Permission[] {
  const alias = stringIn(input, 'AliasName');
  const key = stringIn(input, 'TargetKeyId') || lookups.keyArn?.(alias);
  return [permission(action, arn('kms', alias)), ...(key ? [permission(action, keyArn(key, lookups))] : [])];
}

function keyArn(given: string, lookups: Lookups): string {
  const found = lookups.keyArn?.(given);
  if (found) return found;
  if (given.startsWith('arn:')) return given;
  return arn('kms', given.startsWith('alias/') ? given : `key/${given}`);
}

function permission(action: string, resource: string): Permission {
  return { action: `kms:${action}`, resource };
}
