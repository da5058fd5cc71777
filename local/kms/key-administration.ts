/** How are keys made, named, described, tagged, switched off and deleted? */
import { ACCOUNT, AwsError, type Call, type Json } from '../aws/service.ts';
import { aliasArn, type KeyRow, type Keys, keyArn } from './keys.ts';
import { integer, invalid, onlyParameters, onlyValue, optionalText, page, text } from './request.ts';

const DAY_MS = 86_400_000;
const ALIAS_NAME = /^alias\/[a-zA-Z0-9/_-]+$/;
const MAX_POLICY_LENGTH = 32_768;

type Action = (input: Json, call: Call) => Json;

/** Every action about keys themselves, by its name. */
export function keyAdministration(keys: Keys, now: () => number): readonly (readonly [name: string, action: Action])[] {
  const byId = (change: (key: KeyRow) => Json, more: readonly string[] = []): Action => {
    return (input) => {
      onlyParameters(input, ['KeyId', ...more]);
      return change(keys.require(text(input, 'KeyId')));
    };
  };
  const kept = (change: (key: KeyRow) => void): Action =>
    byId((key) => {
      change(keys.requireKept(key.id));
      return {};
    });
  return [
    ['CreateKey', (input, call) => createKey(keys, input, call)],
    ['DescribeKey', byId((key) => ({ KeyMetadata: metadata(key) }))],
    ['ListKeys', (input) => listKeys(keys, input)],
    ['EnableKey', kept(({ id }) => keys.setState(id, 'Enabled'))],
    ['DisableKey', kept(({ id }) => keys.setState(id, 'Disabled'))],
    ['ScheduleKeyDeletion', (input) => scheduleDeletion(keys, input, now())],
    ['CancelKeyDeletion', byId((key) => cancelDeletion(keys, key))],
    ['CreateAlias', (input) => createAlias(keys, input)],
    ['DeleteAlias', (input) => deleteAlias(keys, input)],
    ['ListAliases', (input) => listAliases(keys, input)],
    ['EnableKeyRotation', kept(({ id }) => keys.setRotated(id, true))],
    ['DisableKeyRotation', kept(({ id }) => keys.setRotated(id, false))],
    ['GetKeyRotationStatus', byId((key) => rotationStatus(key))],
    ['GetKeyPolicy', byId(({ policy }) => ({ Policy: policy, PolicyName: 'default' }), ['PolicyName'])],
    ['PutKeyPolicy', (input) => putPolicy(keys, input)],
    ['TagResource', (input) => tag(keys, input)],
    ['UntagResource', (input) => untag(keys, input)],
    ['ListResourceTags', (input) => listTags(keys, input)],
  ];
}

/**
 * The platform may say which id a key shall have (`__keyId`), so that instantiating a template again finds the key it
 * made before: what was encrypted with it stays readable.
 */
function createKey(keys: Keys, { __keyId, ...input }: Json, { accessKeyId }: Call): Json {
  onlyParameters(input, [
    ...['Description', 'Policy', 'BypassPolicyLockoutSafetyCheck', 'Tags'],
    ...['KeySpec', 'CustomerMasterKeySpec', 'KeyUsage', 'Origin', 'MultiRegion'],
  ]);
  if (accessKeyId !== 'platform') onlyParameters({ __keyId }, []);
  onlyValue(input, 'KeySpec', 'SYMMETRIC_DEFAULT');
  onlyValue(input, 'CustomerMasterKeySpec', 'SYMMETRIC_DEFAULT');
  onlyValue(input, 'KeyUsage', 'ENCRYPT_DECRYPT');
  onlyValue(input, 'Origin', 'AWS_KMS');
  onlyValue(input, 'MultiRegion', false);
  const known = typeof __keyId === 'string' ? keys.find(__keyId) : undefined;
  if (known) return { KeyMetadata: metadata(known) };
  const description = optionalText(input, 'Description', 8192) ?? '';
  const key = keys.create(description, policyOf(input), __keyId === undefined ? undefined : String(__keyId));
  putTags(keys, key, input);
  return { KeyMetadata: metadata(key) };
}

function listKeys(keys: Keys, input: Json): Json {
  onlyParameters(input, ['Limit', 'Marker']);
  const { shown, ...more } = page(keys.all(), ({ id }) => id, input);
  return { Keys: shown.map(({ id }) => ({ KeyId: id, KeyArn: keyArn(id) })), ...more };
}

function scheduleDeletion(keys: Keys, input: Json, now: number): Json {
  onlyParameters(input, ['KeyId', 'PendingWindowInDays']);
  const { id } = keys.requireKept(text(input, 'KeyId'));
  const days = integer(input, 'PendingWindowInDays', [7, 30]) ?? 30;
  const deleteAt = now + days * DAY_MS;
  keys.setState(id, 'PendingDeletion', deleteAt);
  const answer = { KeyId: keyArn(id), KeyState: 'PendingDeletion', PendingWindowInDays: days };
  return { ...answer, DeletionDate: deleteAt / 1000 };
}

function cancelDeletion(keys: Keys, { id, state }: KeyRow): Json {
  if (state !== 'PendingDeletion') {
    throw new AwsError('KMSInvalidStateException', `${keyArn(id)} is not pending deletion.`);
  }
  keys.setState(id, 'Disabled');
  return { KeyId: keyArn(id) };
}

function createAlias(keys: Keys, input: Json): Json {
  onlyParameters(input, ['AliasName', 'TargetKeyId']);
  const name = text(input, 'AliasName', 256);
  if (!ALIAS_NAME.test(name)) {
    throw new AwsError('InvalidAliasNameException', 'Alias must start with the prefix "alias/".');
  }
  if (name.startsWith('alias/aws/')) throw new AwsError('NotAuthorizedException', 'alias/aws/ is reserved.');
  const target = text(input, 'TargetKeyId');
  if (target.includes('alias/')) invalid('Aliases must refer to keys. Not aliases');
  keys.addAlias(name, keys.requireKept(target).id);
  return {};
}

function deleteAlias(keys: Keys, input: Json): Json {
  onlyParameters(input, ['AliasName']);
  keys.deleteAlias(text(input, 'AliasName', 256));
  return {};
}

function listAliases(keys: Keys, input: Json): Json {
  onlyParameters(input, ['KeyId', 'Limit', 'Marker']);
  const only = input.KeyId === undefined ? undefined : keys.require(text(input, 'KeyId')).id;
  const listed = keys.aliases().filter(({ key_id }) => only === undefined || key_id === only);
  const { shown, ...more } = page(listed, ({ name }) => name, input);
  const described = shown.map(({ name, key_id, created_at }) => ({
    AliasName: name,
    AliasArn: aliasArn(name),
    TargetKeyId: key_id,
    CreationDate: created_at / 1000,
    LastUpdatedDate: created_at / 1000,
  }));
  return { Aliases: described, ...more };
}

/** The status is kept; the material stays, which no caller can tell. */
function rotationStatus({ id, is_rotated }: KeyRow): Json {
  return {
    KeyId: keyArn(id),
    KeyRotationEnabled: is_rotated === 1,
    ...(is_rotated ? { RotationPeriodInDays: 365 } : {}),
  };
}

function putPolicy(keys: Keys, input: Json): Json {
  onlyParameters(input, ['KeyId', 'Policy', 'PolicyName', 'BypassPolicyLockoutSafetyCheck']);
  onlyValue(input, 'PolicyName', 'default');
  const policy = policyOf(input) ?? invalid('Policy is required.');
  keys.setPolicy(keys.requireKept(text(input, 'KeyId')).id, policy);
  return {};
}

function policyOf(input: Json): string | undefined {
  const policy = optionalText(input, 'Policy', MAX_POLICY_LENGTH);
  if (policy === undefined) return undefined;
  try {
    const { Statement } = JSON.parse(policy) as Json;
    if (Statement !== undefined) return policy;
  } catch {
    // Not JSON is as malformed as a document without statements.
  }
  throw new AwsError('MalformedPolicyDocumentException', 'The policy is not a policy document with statements.');
}

function tag(keys: Keys, input: Json): Json {
  onlyParameters(input, ['KeyId', 'Tags']);
  putTags(keys, keys.requireKept(text(input, 'KeyId')), input);
  return {};
}

function putTags(keys: Keys, key: KeyRow, { Tags = [] }: Json): void {
  if (!Array.isArray(Tags)) invalid('Tags must be a list.');
  for (const each of Tags as Json[])
    keys.putTag(key.id, text(each, 'TagKey', 128), optionalText(each, 'TagValue', 256) ?? '');
}

function untag(keys: Keys, input: Json): Json {
  onlyParameters(input, ['KeyId', 'TagKeys']);
  const { id } = keys.requireKept(text(input, 'KeyId'));
  if (!Array.isArray(input.TagKeys)) return invalid('TagKeys must be a list.');
  for (const name of input.TagKeys) keys.removeTag(id, String(name));
  return {};
}

function listTags(keys: Keys, input: Json): Json {
  onlyParameters(input, ['KeyId', 'Limit', 'Marker']);
  const { id } = keys.require(text(input, 'KeyId'));
  const { shown, ...more } = page(keys.tags(id), ({ name }) => name, input);
  return { Tags: shown.map(({ name, value }) => ({ TagKey: name, TagValue: value })), ...more };
}

function metadata(key: KeyRow): Json {
  return {
    AWSAccountId: ACCOUNT,
    KeyId: key.id,
    Arn: keyArn(key.id),
    CreationDate: key.created_at / 1000,
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: key.state,
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    KeySpec: 'SYMMETRIC_DEFAULT',
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: false,
    ...(key.delete_at === null ? {} : { DeletionDate: key.delete_at / 1000 }),
  };
}
