/** What may be set on a queue, and what holds where nothing was set? */
import { refusal } from './refusal.ts';

/** What was set on a queue, by SQS's names; what is absent has its default. */
export type QueueAttributes = Readonly<Record<string, string>>;

/** Where messages go that were received too often. */
interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** Which queues may name this one as their dead-letter queue. */
interface RedriveAllowPolicy {
  readonly redrivePermission: 'allowAll' | 'denyAll' | 'byQueue';
  readonly sourceQueueArns: readonly string[];
}

/** A queue's attributes as what they mean; times in seconds, sizes in bytes. */
export interface QueueSettings {
  readonly delaySeconds: number;
  readonly maximumMessageBytes: number;
  readonly retentionSeconds: number;
  readonly waitSeconds: number;
  readonly visibilitySeconds: number;
  readonly redrive: RedrivePolicy | undefined;
  readonly redriveAllow: RedriveAllowPolicy;
}

/** Limits and defaults as the API reference of CreateQueue gives them. */
const NUMBERS = {
  DelaySeconds: { min: 0, max: 900, default: 0 },
  MaximumMessageSize: { min: 1_024, max: 1_048_576, default: 1_048_576 },
  MessageRetentionPeriod: { min: 60, max: 1_209_600, default: 345_600 },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20, default: 0 },
  VisibilityTimeout: { min: 0, max: 43_200, default: 30 },
  KmsDataKeyReusePeriodSeconds: { min: 60, max: 86_400, default: 300 },
} as const;

/** Unset by an empty value. */
const TEXTS = ['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId'];
const FIFO_ONLY = ['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'];

/** Largest message, and largest sum of the messages of one batch. */
export const MESSAGE_BYTES_LIMIT = NUMBERS.MaximumMessageSize.max;

/** Sets `changes` over what was set before; throws in SQS's words what cannot be set. */
export function changeAttributes(before: QueueAttributes, changes: QueueAttributes): QueueAttributes {
  for (const [name, value] of Object.entries(changes)) checkAttribute(name, value);
  if (changes.KmsMasterKeyId && changes.SqsManagedSseEnabled === 'true') throw refusal.twoKindsOfEncryption();
  const after: Record<string, string> = { ...before, ...changes };
  for (const name of TEXTS) if (after[name] === '') delete after[name];
  if (changes.KmsMasterKeyId) delete after.SqsManagedSseEnabled;
  if (changes.SqsManagedSseEnabled === 'true') delete after.KmsMasterKeyId;
  return after;
}

/** Every attribute that can be set, with its default filled in; those without a value and a default are absent. */
export function effectiveAttributes(attributes: QueueAttributes): QueueAttributes {
  const { KmsDataKeyReusePeriodSeconds: dataKeyReuse, ...numbers } = NUMBERS;
  const defaults = Object.fromEntries(Object.entries(numbers).map(([name, rule]) => [name, String(rule.default)]));
  const encrypted = attributes.KmsMasterKeyId !== undefined;
  return {
    ...defaults,
    SqsManagedSseEnabled: String(!encrypted),
    ...(encrypted ? { KmsDataKeyReusePeriodSeconds: String(dataKeyReuse.default) } : {}),
    ...attributes,
  };
}

export function readSettings(attributes: QueueAttributes): QueueSettings {
  const number = (name: keyof typeof NUMBERS) => Number(attributes[name] ?? NUMBERS[name].default);
  return {
    delaySeconds: number('DelaySeconds'),
    maximumMessageBytes: number('MaximumMessageSize'),
    retentionSeconds: number('MessageRetentionPeriod'),
    waitSeconds: number('ReceiveMessageWaitTimeSeconds'),
    visibilitySeconds: number('VisibilityTimeout'),
    redrive: attributes.RedrivePolicy ? readRedrivePolicy(attributes.RedrivePolicy) : undefined,
    redriveAllow: readRedriveAllowPolicy(attributes.RedriveAllowPolicy),
  };
}

export function mayBeDeadLetterQueueOf(sourceArn: string, { redriveAllow }: QueueSettings): boolean {
  if (redriveAllow.redrivePermission === 'byQueue') return redriveAllow.sourceQueueArns.includes(sourceArn);
  return redriveAllow.redrivePermission === 'allowAll';
}

function checkAttribute(name: string, value: string): void {
  if (FIFO_ONLY.includes(name)) throw refusal.unknownAttribute(name);
  if (isNumberName(name)) checkNumber(name, value);
  else if (name === 'SqsManagedSseEnabled') checkBoolean(name, value);
  else if (TEXTS.includes(name)) checkText(name, value);
  else throw refusal.unknownAttribute(name);
}

function isNumberName(name: string): name is keyof typeof NUMBERS {
  return Object.hasOwn(NUMBERS, name);
}

function checkText(name: string, value: string): void {
  if (value === '') return;
  if (name === 'Policy') parseObject(name, value);
  if (name === 'RedrivePolicy') readRedrivePolicy(value);
  if (name === 'RedriveAllowPolicy') readRedriveAllowPolicy(value);
}

function checkNumber(name: keyof typeof NUMBERS, value: string): void {
  const { min, max } = NUMBERS[name];
  if (!/^\d{1,9}$/.test(value) || Number(value) < min || Number(value) > max) throw refusal.invalidAttributeValue(name);
}

function checkBoolean(name: string, value: string): void {
  if (value !== 'true' && value !== 'false') throw refusal.invalidAttributeValue(name);
}

function readRedrivePolicy(text: string): RedrivePolicy {
  const refuse = (reason: string) => refusal.invalidValue(text, 'RedrivePolicy', reason);
  const { deadLetterTargetArn, maxReceiveCount, ...unknown } = parseObject('RedrivePolicy', text);
  const [surplus] = Object.keys(unknown);
  if (surplus !== undefined) throw refuse(`Unknown parameter ${surplus}.`);
  if (typeof deadLetterTargetArn !== 'string' || !deadLetterTargetArn.startsWith('arn:aws:sqs:')) {
    throw refuse('Invalid value for deadLetterTargetArn.');
  }
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1_000) throw refuse('Invalid value for maxReceiveCount.');
  return { deadLetterTargetArn, maxReceiveCount: count };
}

function readRedriveAllowPolicy(text: string | undefined): RedriveAllowPolicy {
  if (!text) return { redrivePermission: 'allowAll', sourceQueueArns: [] };
  const refuse = (reason: string) => refusal.invalidValue(text, 'RedriveAllowPolicy', reason);
  const { redrivePermission, sourceQueueArns } = parseObject('RedriveAllowPolicy', text);
  if (redrivePermission === 'allowAll' || redrivePermission === 'denyAll') {
    if (sourceQueueArns !== undefined) throw refuse('sourceQueueArns goes with the permission byQueue only.');
    return { redrivePermission, sourceQueueArns: [] };
  }
  if (redrivePermission !== 'byQueue') throw refuse('Invalid value for redrivePermission.');
  const arns: unknown[] = Array.isArray(sourceQueueArns) ? sourceQueueArns : [];
  if (arns.length < 1 || arns.length > 10) throw refuse('sourceQueueArns must hold 1 to 10 ARNs.');
  return { redrivePermission, sourceQueueArns: arns.map(String) };
}

function parseObject(attribute: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Not JSON: refused below like JSON that is no object.
  }
  throw refusal.invalidAttributeValue(attribute);
}
