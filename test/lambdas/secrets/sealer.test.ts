/** Does a sealed text open for its own context, and for nothing else? */
import { CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Sealer } from '../../../lambdas/secrets/sealer.ts';
import { type Endpoint, startEndpoint } from '../../../local/aws/endpoint.ts';
import { Kms } from '../../../local/kms/kms.ts';
import { openState } from '../../../local/state.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OURS = { subscriberId: 'sub_1' };

let endpoint: Endpoint;
let client: KMSClient;
let sealer: Sealer;
let keyId: string;

beforeAll(async () => {
  const kms = new Kms({ db: openState(undefined, 'kms'), now: Date.now });
  endpoint = await startEndpoint({ json: [kms], rest: [] }, { host: '127.0.0.1', port: 0 });
  client = new KMSClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  sealer = new Sealer(client);
  keyId = await newKey();
});

afterAll(async () => {
  client.destroy();
  await endpoint.stop();
});

async function newKey(): Promise<string> {
  const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
  return KeyMetadata?.KeyId ?? '';
}

/** The sealed text with one byte changed. */
function changed(sealed: string, at: number): string {
  const bytes = Buffer.from(sealed, 'base64');
  const place = at < 0 ? bytes.length + at : at;
  bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
  return bytes.toString('base64');
}

describe('a sealed text', () => {
  it.each([
    ['of one word', SECRET],
    ['with nothing in it', ''],
    ['in any script', 'Zoë ✓ 日本'],
    ['longer than KMS takes', 'x'.repeat(8192)],
  ])('%s opens for its context', async (_, text) => {
    expect(await sealer.open(OURS, await sealer.seal(keyId, OURS, text))).toBe(text);
  });

  it('is base64 that does not show the text, and differs every time', async () => {
    const sealed = await sealer.seal(keyId, OURS, SECRET);
    expect(sealed).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(Buffer.from(sealed, 'base64').includes(SECRET)).toBe(false);
    expect(await sealer.seal(keyId, OURS, SECRET)).not.toBe(sealed);
  });

  it('opens whatever the order of its context', async () => {
    const sealed = await sealer.seal(keyId, { subscriberId: 'sub_1', stage: 'test' }, SECRET);
    expect(await sealer.open({ stage: 'test', subscriberId: 'sub_1' }, sealed)).toBe(SECRET);
  });

  it.each([{}, { subscriberId: 'sub_2' }, { ...OURS, stage: 'test' }, { registration: 'sub_1' }])(
    'stays shut for another context: %j',
    async (context) => {
      const sealed = await sealer.seal(keyId, OURS, SECRET);
      await expect(sealer.open(context as Record<string, string>, sealed)).rejects.toMatchObject({
        name: 'InvalidCiphertextException',
      });
    },
  );

  it('stays shut where another one’s data key is put before it', async () => {
    const [first, second] = await Promise.all([sealer.seal(keyId, OURS, SECRET), sealer.seal(keyId, OURS, 'other')]);
    const cut = (sealed: string) => {
      const bytes = Buffer.from(sealed, 'base64');
      const at = 3 + bytes.readUInt16BE(1);
      return { keyPart: bytes.subarray(0, at), rest: bytes.subarray(at) };
    };
    const mixed = Buffer.concat([cut(second).keyPart, cut(first).rest]).toString('base64');
    await expect(sealer.open(OURS, mixed)).rejects.toThrow();
  });

  it('stays shut when any part of it was changed, and says what it can', async () => {
    const sealed = await sealer.seal(keyId, OURS, SECRET);
    const textLength = Buffer.byteLength(SECRET);
    await expect(sealer.open(OURS, changed(sealed, 0))).rejects.toThrow('not a sealed text of format 1');
    for (const at of [10, -1, -textLength - 1, -textLength - 17]) {
      await expect(sealer.open(OURS, changed(sealed, at))).rejects.toThrow();
    }
    const cut = Buffer.from(sealed, 'base64').subarray(0, 40).toString('base64');
    await expect(sealer.open(OURS, cut)).rejects.toThrow('cut short');
    await expect(sealer.open(OURS, '')).rejects.toThrow('not a sealed text');
  });

  it('stays shut while its key is switched off', async () => {
    const key = await newKey();
    const sealed = await sealer.seal(key, OURS, SECRET);
    await client.send(new DisableKeyCommand({ KeyId: key }));
    await expect(sealer.open(OURS, sealed)).rejects.toMatchObject({ name: 'DisabledException' });
  });
});
