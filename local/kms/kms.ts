/** What does the local KMS answer? */
import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { AwsError, type Call, type Json, type JsonService } from '../aws/service.ts';
import { keyIdOf, seal, unseal } from './ciphertext.ts';
import { keyAdministration } from './key-administration.ts';
import { Keys, keyArn } from './keys.ts';
import { bytes, encryptionContext, integer, invalid, onlyParameters, onlyValue, text } from './request.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html, in bytes */
const MAX_PLAINTEXT = 4096;
const MAX_CIPHERTEXT = 6144;
const MAX_DATA_KEY = 1024;
const DATA_KEY_BYTES = new Map([
  ['AES_256', 32],
  ['AES_128', 16],
]);
const ALGORITHM = 'SYMMETRIC_DEFAULT';

export interface KmsOptions {
  readonly db: DatabaseSync;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Symmetric keys: encryption with contexts, data keys and their administration. Grants and signing keys are refused. */
export class Kms implements JsonService {
  readonly target = 'TrentService';
  readonly contentType = 'application/x-amz-json-1.1';
  private readonly keys: Keys;
  private readonly actions: ReadonlyMap<string, (input: Json, call: Call) => Json>;

  constructor({ db, now = Date.now }: KmsOptions) {
    this.keys = new Keys(db, now);
    this.actions = new Map([
      ...keyAdministration(this.keys, now),
      ['Encrypt', (input: Json) => this.encrypt(input)] as const,
      ['Decrypt', (input: Json) => this.decrypt(input)] as const,
      ['GenerateDataKey', (input: Json) => this.generateDataKey(input)] as const,
      ['GenerateDataKeyWithoutPlaintext', (input: Json) => this.generateDataKeyWithoutPlaintext(input)] as const,
    ]);
  }

  handle(action: string, input: Json, call: Call): Json {
    const answer = this.actions.get(action);
    if (answer) return answer(input, call);
    throw new AwsError('UnknownOperationException', `The local KMS does not support ${action}.`);
  }

  /** The ARN of the key that an id, ARN or alias means; undefined when there is none. For policy evaluation. */
  keyArn(given: string): string | undefined {
    try {
      return keyArn(this.keys.require(given).id);
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  }

  private encrypt(input: Json): Json {
    onlyParameters(input, ['KeyId', 'Plaintext', 'EncryptionContext', 'EncryptionAlgorithm']);
    onlyValue(input, 'EncryptionAlgorithm', ALGORITHM);
    const plaintext = bytes(input, 'Plaintext', MAX_PLAINTEXT);
    return { ...this.sealed(plaintext, input), EncryptionAlgorithm: ALGORITHM };
  }

  private decrypt(input: Json): Json {
    onlyParameters(input, ['KeyId', 'CiphertextBlob', 'EncryptionContext', 'EncryptionAlgorithm']);
    onlyValue(input, 'EncryptionAlgorithm', ALGORITHM);
    const blob = bytes(input, 'CiphertextBlob', MAX_CIPHERTEXT);
    const key = this.keys.requireUsable(keyIdOf(blob) ?? refuseCiphertext());
    if (input.KeyId !== undefined && this.keys.require(text(input, 'KeyId')).id !== key.id) {
      throw new AwsError(
        'IncorrectKeyException',
        'The key ID in the request does not identify a CMK that can perform this operation.',
      );
    }
    const plaintext = unseal(blob, key.material, encryptionContext(input)) ?? refuseCiphertext();
    return { KeyId: keyArn(key.id), Plaintext: plaintext.toString('base64'), EncryptionAlgorithm: ALGORITHM };
  }

  private generateDataKey(input: Json): Json {
    onlyParameters(input, ['KeyId', 'KeySpec', 'NumberOfBytes', 'EncryptionContext']);
    const plaintext = randomBytes(dataKeyLength(input));
    return { ...this.sealed(plaintext, input), Plaintext: plaintext.toString('base64') };
  }

  private generateDataKeyWithoutPlaintext(input: Json): Json {
    const { Plaintext, ...answer } = this.generateDataKey(input);
    return answer;
  }

  private sealed(plaintext: Buffer, input: Json) {
    const key = this.keys.requireUsable(text(input, 'KeyId'));
    const blob = seal(key.id, key.material, plaintext, encryptionContext(input));
    return { KeyId: keyArn(key.id), CiphertextBlob: blob.toString('base64') };
  }
}

function dataKeyLength(input: Json): number {
  const length = integer(input, 'NumberOfBytes', [1, MAX_DATA_KEY]);
  const specLength = DATA_KEY_BYTES.get(String(input.KeySpec));
  if (input.KeySpec !== undefined && specLength === undefined) invalid('KeySpec must be AES_256 or AES_128.');
  if ((length === undefined) === (specLength === undefined)) {
    return invalid('Please specify either number of bytes or key spec.');
  }
  return length ?? specLength ?? 0;
}

/** Damaged, of another service, or sealed with another context: the caller learns no more than that. */
function refuseCiphertext(): never {
  throw new AwsError('InvalidCiphertextException', 'The ciphertext cannot be decrypted with this encryption context.');
}
