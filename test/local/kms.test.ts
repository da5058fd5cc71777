/** Does the local KMS answer as KMS documents it? */
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  TagResourceCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Endpoint, startEndpoint } from '../../local/aws/endpoint.ts';
import { type Json, PLATFORM_CALL } from '../../local/aws/service.ts';
import { Kms } from '../../local/kms/kms.ts';
import { openState } from '../../local/state.ts';

const DAY_MS = 86_400_000;
const PLAINTEXT = Buffer.from('whsec_secret');

let now = Date.parse('2026-11-05T00:00:00Z');
let kms: Kms;
let endpoint: Endpoint;
let client: KMSClient;
let KeyId: string;

beforeAll(async () => {
  kms = new Kms({ db: openState(undefined, 'kms'), now: () => now });
  endpoint = await startEndpoint({ json: [kms], rest: [] }, { host: '127.0.0.1', port: 0 });
  client = new KMSClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  KeyId = await newKey();
  await client.send(new CreateAliasCommand({ AliasName: 'alias/secrets', TargetKeyId: KeyId }));
});

afterAll(async () => {
  client.destroy();
  await endpoint.stop();
});

async function newKey(): Promise<string> {
  const { KeyMetadata } = await client.send(new CreateKeyCommand({ Description: 'secrets' }));
  return KeyMetadata?.KeyId ?? '';
}

async function encrypt(key: string, EncryptionContext: Record<string, string> = {}): Promise<Uint8Array> {
  const command = new EncryptCommand({ KeyId: key, Plaintext: PLAINTEXT, EncryptionContext });
  return (await client.send(command)).CiphertextBlob ?? new Uint8Array();
}

function decrypt(CiphertextBlob: Uint8Array, EncryptionContext: Record<string, string> = {}, key?: string) {
  return client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext, ...(key ? { KeyId: key } : {}) }));
}

describe('a key', () => {
  it('is described by its id, its ARN, and its alias', async () => {
    const Arn = `arn:aws:kms:us-east-1:000000000000:key/${KeyId}`;
    for (const given of [KeyId, Arn, 'alias/secrets', 'arn:aws:kms:us-east-1:000000000000:alias/secrets']) {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: given }));
      expect(KeyMetadata).toMatchObject({ KeyId, Arn, Enabled: true, KeyState: 'Enabled', Description: 'secrets' });
      expect(KeyMetadata?.CreationDate).toEqual(new Date(now));
      expect(kms.keyArn(given)).toBe(Arn);
    }
  });

  it('that does not exist is not found', async () => {
    const unknown = client.send(new DescribeKeyCommand({ KeyId: 'none' }));
    await expect(unknown).rejects.toMatchObject({ name: 'NotFoundException' });
    const unnamed = client.send(new DescribeKeyCommand({ KeyId: 'alias/none' }));
    await expect(unnamed).rejects.toThrow('Alias arn:aws:kms:us-east-1:000000000000:alias/none is not found.');
    expect(kms.keyArn('alias/none')).toBeUndefined();
  });

  it('is listed, with its aliases', async () => {
    const { Keys } = await client.send(new ListKeysCommand({}));
    expect(Keys?.map((key) => key.KeyId)).toContain(KeyId);
    const { Aliases } = await client.send(new ListAliasesCommand({ KeyId }));
    expect(Aliases).toMatchObject([{ AliasName: 'alias/secrets', TargetKeyId: KeyId }]);
  });

  it('has aliases of its own only', async () => {
    const again = client.send(new CreateAliasCommand({ AliasName: 'alias/secrets', TargetKeyId: KeyId }));
    await expect(again).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    const odd = client.send(new CreateAliasCommand({ AliasName: 'secrets', TargetKeyId: KeyId }));
    await expect(odd).rejects.toMatchObject({ name: 'InvalidAliasNameException' });
  });

  it('keeps its policy, tags and rotation', async () => {
    const key = await newKey();
    const first = await client.send(new GetKeyPolicyCommand({ KeyId: key }));
    expect(first.Policy).toContain('arn:aws:iam::000000000000:root');
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    await client.send(new PutKeyPolicyCommand({ KeyId: key, Policy }));
    expect(await client.send(new GetKeyPolicyCommand({ KeyId: key }))).toMatchObject({ Policy });
    const malformed = client.send(new PutKeyPolicyCommand({ KeyId: key, Policy: 'none' }));
    await expect(malformed).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });

    await client.send(new TagResourceCommand({ KeyId: key, Tags: [{ TagKey: 'stage', TagValue: 'test' }] }));
    const { Tags } = await client.send(new ListResourceTagsCommand({ KeyId: key }));
    expect(Tags).toEqual([{ TagKey: 'stage', TagValue: 'test' }]);

    const status = new GetKeyRotationStatusCommand({ KeyId: key });
    expect(await client.send(status)).toMatchObject({ KeyRotationEnabled: false });
    await client.send(new EnableKeyRotationCommand({ KeyId: key }));
    expect(await client.send(status)).toMatchObject({ KeyRotationEnabled: true });
  });

  it('is found again by the id the platform gave it', () => {
    const create = (input: Json) => kms.handle('CreateKey', input, PLATFORM_CALL);
    const id = '11111111-2222-3333-4444-555555555555';
    const first = create({ __keyId: id, Description: 'stack' });
    expect(first).toMatchObject({ KeyMetadata: { KeyId: id } });
    expect(create({ __keyId: id, Description: 'stack' })).toEqual(first);
    expect(() => kms.handle('CreateKey', { __keyId: id }, { accessKeyId: 'test' })).toThrow(/does not support __keyId/);
  });

  it('other than a symmetric one is refused', async () => {
    const asymmetric = client.send(new CreateKeyCommand({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }));
    await expect(asymmetric).rejects.toMatchObject({ name: 'UnsupportedOperationException' });
    const Message = PLAINTEXT;
    const signing = client.send(new SignCommand({ KeyId, Message, SigningAlgorithm: 'ECDSA_SHA_256' }));
    await expect(signing).rejects.toThrow('The local KMS does not support Sign.');
  });
});

describe('encryption', () => {
  it('is undone without naming the key', async () => {
    const blob = await encrypt('alias/secrets');
    const answer = await decrypt(blob);
    expect(Buffer.from(answer.Plaintext ?? [])).toEqual(PLAINTEXT);
    expect(answer.KeyId).toBe(`arn:aws:kms:us-east-1:000000000000:key/${KeyId}`);
    expect(Buffer.from(blob).includes(PLAINTEXT)).toBe(false);
    expect(await encrypt('alias/secrets')).not.toEqual(blob);
  });

  it('is undone only with the same context, in any order', async () => {
    const blob = await encrypt(KeyId, { subscriberId: 'sub_1', stage: 'test' });
    const same = await decrypt(blob, { stage: 'test', subscriberId: 'sub_1' });
    expect(Buffer.from(same.Plaintext ?? [])).toEqual(PLAINTEXT);
    for (const other of [{}, { subscriberId: 'sub_1' }, { subscriberId: 'sub_2', stage: 'test' }]) {
      await expect(decrypt(blob, other)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    }
  });

  it('is not undone from a damaged or foreign blob, or by another key', async () => {
    const blob = await encrypt(KeyId);
    const damaged = Uint8Array.from(blob, (byte, index) => (index === blob.length - 1 ? byte ^ 1 : byte));
    await expect(decrypt(damaged)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    await expect(decrypt(Buffer.from('foreign'))).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    await expect(decrypt(blob.subarray(0, 45))).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    await expect(decrypt(blob, {}, await newKey())).rejects.toMatchObject({ name: 'IncorrectKeyException' });
  });

  it('takes 1 to 4,096 bytes', async () => {
    const send = (length: number) => client.send(new EncryptCommand({ KeyId, Plaintext: Buffer.alloc(length, 1) }));
    const { CiphertextBlob = new Uint8Array() } = await send(4096);
    expect((await decrypt(CiphertextBlob)).Plaintext).toHaveLength(4096);
    await expect(send(4097)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(send(0)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('makes data keys, with and without their plaintext', async () => {
    const EncryptionContext = { subscriberId: 'sub_1' };
    const made = await client.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext }));
    expect(made.Plaintext).toHaveLength(32);
    const opened = await decrypt(made.CiphertextBlob ?? new Uint8Array(), EncryptionContext);
    expect(opened.Plaintext).toEqual(made.Plaintext);
    const hidden = await client.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId, NumberOfBytes: 64 }));
    expect(hidden).not.toHaveProperty('Plaintext');
    expect((await decrypt(hidden.CiphertextBlob ?? new Uint8Array())).Plaintext).toHaveLength(64);
    const neither = client.send(new GenerateDataKeyCommand({ KeyId }));
    await expect(neither).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('a key that is switched off', () => {
  it('neither encrypts nor decrypts while it is disabled', async () => {
    const key = await newKey();
    const blob = await encrypt(key);
    await client.send(new DisableKeyCommand({ KeyId: key }));
    await expect(encrypt(key)).rejects.toMatchObject({ name: 'DisabledException' });
    await expect(decrypt(blob)).rejects.toMatchObject({ name: 'DisabledException' });
    await client.send(new EnableKeyCommand({ KeyId: key }));
    expect(Buffer.from((await decrypt(blob)).Plaintext ?? [])).toEqual(PLAINTEXT);
  });

  it('is unusable while its deletion is pending, and gone after it', async () => {
    const key = await newKey();
    const blob = await encrypt(key);
    const schedule = () => client.send(new ScheduleKeyDeletionCommand({ KeyId: key, PendingWindowInDays: 7 }));
    expect((await schedule()).DeletionDate).toEqual(new Date(now + 7 * DAY_MS));
    await expect(decrypt(blob)).rejects.toMatchObject({ name: 'KMSInvalidStateException' });
    await expect(schedule()).rejects.toMatchObject({ name: 'KMSInvalidStateException' });

    await client.send(new CancelKeyDeletionCommand({ KeyId: key }));
    await expect(decrypt(blob)).rejects.toMatchObject({ name: 'DisabledException' });

    await schedule();
    now += 7 * DAY_MS;
    await expect(decrypt(blob)).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});
