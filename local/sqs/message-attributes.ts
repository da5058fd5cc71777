/** What may a message carry beside its body, how large is it, and what is its digest? */
import { hash } from 'node:crypto';
import type { Json } from '../aws/service.ts';
import { record } from './input-fields.ts';
import { refusal } from './refusal.ts';

/** One attribute as it goes over the wire: a string, or bytes as base64. */
interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

const ATTRIBUTES_LIMIT = 10;
const NAME = /^(?!\.)(?!.*\.\.)[A-Za-z0-9_.-]{1,256}(?<!\.)$/;
const RESERVED_NAME = /^(aws|amazon)\./i;
const DATA_TYPE = /^(String|Number|Binary)(\..+)?$/;

/** The message attributes of a request or entry; undefined when there are none. */
export function readMessageAttributes(input: Json): MessageAttributes | undefined {
  const entries = Object.entries(record(input, 'MessageAttributes'));
  if (entries.length === 0) return undefined;
  if (entries.length > ATTRIBUTES_LIMIT) {
    throw refusal.invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${ATTRIBUTES_LIMIT}].`,
    );
  }
  return Object.fromEntries(entries.map(([name, value]) => [checkName(name), readAttribute(name, value)]));
}

/** The X-Ray trace header: the one system attribute a sender may set. */
export function readTraceHeader(input: Json): string | undefined {
  const { AWSTraceHeader: header, ...others } = record(input, 'MessageSystemAttributes');
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw refusal.invalidParameter(`Message system attribute name '${unknown}' is invalid.`);
  }
  if (header === undefined) return undefined;
  const { DataType, StringValue } = readAttribute('AWSTraceHeader', header);
  if (DataType !== 'String' || StringValue === undefined) {
    throw refusal.invalidParameter("The message system attribute 'AWSTraceHeader' must be of type 'String'.");
  }
  return StringValue;
}

/** What the attributes add to a message's size, in bytes: names, types and values. */
export function attributesBytes(attributes: MessageAttributes): number {
  let bytes = 0;
  for (const [name, attribute] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + valueBytes(attribute).length;
  }
  return bytes;
}

/**
 * MD5 of attributes as SQS computes it: sorted by name; name, type and value each after its length; one byte between
 * says whether the value is text (1) or bytes (2).
 * Source: the SQS developer guide, "Calculating the MD5 message digest for message attributes".
 */
export function attributesDigest(attributes: MessageAttributes): string {
  const parts: Buffer[] = [];
  for (const [name, attribute] of Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const kind = Buffer.of(attribute.BinaryValue === undefined ? 1 : 2);
    parts.push(...afterLength(Buffer.from(name)), ...afterLength(Buffer.from(attribute.DataType)), kind);
    parts.push(...afterLength(valueBytes(attribute)));
  }
  return hash('md5', Buffer.concat(parts));
}

/** Those a receiver asked for: by name, by `prefix.*`, or all by `All` or `.*`. */
export function selectAttributes(attributes: MessageAttributes, wanted: readonly string[]): MessageAttributes {
  const isWanted = (name: string) =>
    wanted.some((want) => {
      if (want === 'All' || want === '.*') return true;
      return want.endsWith('.*') ? name.startsWith(want.slice(0, -2)) : name === want;
    });
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)));
}

function readAttribute(name: string, value: unknown): MessageAttribute {
  const { DataType, StringValue, BinaryValue, ...others } = (value ?? {}) as Json;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw refusal.unsupported(`Message attribute '${name}' has ${unknown}: not supported.`);
  const [, kind] = typeof DataType === 'string' && DataType.length <= 256 ? (DATA_TYPE.exec(DataType) ?? []) : [];
  if (typeof DataType !== 'string' || kind === undefined) {
    throw refusal.invalidParameter(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  const given = kind === 'Binary' ? BinaryValue : StringValue;
  if (typeof given !== 'string' || given === '') {
    throw refusal.invalidParameter(
      `Message (user) attribute '${name}' must contain a non-empty value of type '${kind}'.`,
    );
  }
  if (kind === 'Number' && !isNumber(given)) {
    throw refusal.invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return kind === 'Binary' ? { DataType, BinaryValue: given } : { DataType, StringValue: given };
}

function isNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text);
}

function checkName(name: string): string {
  if (NAME.test(name) && !RESERVED_NAME.test(name)) return name;
  throw refusal.invalidParameter(`Message (user) attribute name '${name}' is invalid.`);
}

function valueBytes({ StringValue, BinaryValue }: MessageAttribute): Buffer {
  return BinaryValue === undefined ? Buffer.from(StringValue ?? '') : Buffer.from(BinaryValue, 'base64');
}

function afterLength(bytes: Buffer): [Buffer, Buffer] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}
