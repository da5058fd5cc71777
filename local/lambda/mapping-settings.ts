/** Which settings may a mapping have? Ranges, defaults and refusals are Lambda's. */
import { AwsError, type Json } from '../aws/service.ts';
import { isStreamArn } from './mapping.ts';
import { type DestinationConfig, failureQueue, isQueueArn } from './queue-destination.ts';

type Check = (name: string, value: unknown) => void;

const CREATE_ONLY = ['EventSourceArn', 'FunctionName', 'StartingPosition', 'Tags'];

const ANY_SOURCE: Record<string, Check> = {
  FunctionName: text,
  Enabled: flag,
  BatchSize: integer(1, 10_000),
  MaximumBatchingWindowInSeconds: integer(0, 300),
  FunctionResponseTypes: responseTypes,
  EventSourceArn: text,
  Tags: tags,
};

const QUEUE: Record<string, Check> = { ...ANY_SOURCE, ScalingConfig: scaling };
const QUEUE_DEFAULTS = { BatchSize: 10, MaximumBatchingWindowInSeconds: 0, FunctionResponseTypes: [] };

const STREAM: Record<string, Check> = {
  ...ANY_SOURCE,
  StartingPosition: startingPosition,
  ParallelizationFactor: integer(1, 10),
  MaximumRetryAttempts: integer(-1, 10_000),
  MaximumRecordAgeInSeconds: recordAge,
  BisectBatchOnFunctionError: flag,
  DestinationConfig: (_, value) => void failureQueue(value as DestinationConfig),
};
const STREAM_DEFAULTS = {
  BatchSize: 100,
  MaximumBatchingWindowInSeconds: 0,
  FunctionResponseTypes: [],
  ParallelizationFactor: 1,
  MaximumRetryAttempts: -1,
  MaximumRecordAgeInSeconds: -1,
  BisectBatchOnFunctionError: false,
  DestinationConfig: { OnFailure: {} },
};

/** The settings of a new mapping, with Lambda's defaults. */
export function newSettings(input: Json): Json {
  const source = input.EventSourceArn;
  if (typeof source !== 'string') throw refused('EventSourceArn is required.');
  check(source, input);
  if (isStreamArn(source) && input.StartingPosition === undefined) {
    throw refused("1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint.");
  }
  return together(source, { ...(isStreamArn(source) ? STREAM_DEFAULTS : QUEUE_DEFAULTS), ...settingsIn(input) });
}

/** The settings of a mapping after an update: what the update leaves out stays. */
export function changedSettings(source: string, before: Json, input: Json): Json {
  for (const name of CREATE_ONLY) {
    if (name !== 'FunctionName' && name in input) throw refused(`${name} cannot be changed.`);
  }
  check(source, input);
  return together(source, { ...before, ...settingsIn(input) });
}

function check(source: string, input: Json): void {
  if (!isQueueArn(source) && !isStreamArn(source)) {
    throw refused(`Unrecognized event source: ${source}. Only SQS queues and DynamoDB streams are supported locally.`);
  }
  const allowed = isStreamArn(source) ? STREAM : QUEUE;
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue;
    const rule = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
    if (!rule) throw refused(unsupported(name, source));
    rule(name, value);
  }
}

/** The part of the input that describes the mapping; the rest says what to do with it. */
function settingsIn(input: Json): Json {
  const entries = Object.entries(input).filter(
    ([name, value]) => value !== undefined && !['Enabled', 'Tags', 'FunctionName', 'EventSourceArn'].includes(name),
  );
  return Object.fromEntries(entries);
}

/** Rules over more than one setting. */
function together(source: string, settings: Json): Json {
  const large = (settings.BatchSize as number) > 10;
  if (isQueueArn(source) && large && settings.MaximumBatchingWindowInSeconds === 0) {
    throw refused('Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10');
  }
  return settings;
}

function unsupported(name: string, source: string): string {
  if (name === 'FilterCriteria') {
    return 'FilterCriteria is not supported locally; on a queue it would delete the messages that do not match.';
  }
  return `${name} is not supported for ${isQueueArn(source) ? 'a queue' : 'a stream'} locally.`;
}

function integer(min: number, max: number): Check {
  return (name, value) => {
    if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return;
    throw outOfRange(name, value, `Member must be between ${min} and ${max}`);
  };
}

function text(name: string, value: unknown): void {
  if (typeof value !== 'string' || value === '') throw outOfRange(name, value, 'Member must be a text');
}

function flag(name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw outOfRange(name, value, 'Member must be true or false');
}

function responseTypes(name: string, value: unknown): void {
  if (Array.isArray(value) && value.length <= 1 && value.every((type) => type === 'ReportBatchItemFailures')) return;
  throw outOfRange(name, value, 'Member must satisfy enum value set: [ReportBatchItemFailures]');
}

function scaling(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) throw outOfRange(name, value, 'Member must be an object');
  for (const [key, limit] of Object.entries(value)) {
    if (key !== 'MaximumConcurrency') throw refused(`${name}.${key} is not supported locally.`);
    if (limit !== undefined) integer(2, 1000)(`${name}.${key}`, limit);
  }
}

function startingPosition(name: string, value: unknown): void {
  if (value === 'TRIM_HORIZON' || value === 'LATEST') return;
  throw outOfRange(name, value, 'Member must satisfy enum value set: [TRIM_HORIZON, LATEST]');
}

function recordAge(name: string, value: unknown): void {
  if (value !== -1) integer(60, 604_800)(name, value);
}

/** 50 at most; keys to 128, values to 256 characters. */
export function tags(name: string, value: unknown): void {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
  const fit = entries?.every(([key, tag]) => key.length <= 128 && typeof tag === 'string' && tag.length <= 256);
  if (!entries || entries.length > 50 || !fit) throw refused(`${name}: at most 50 tags of short texts.`);
}

function outOfRange(name: string, value: unknown, constraint: string): AwsError {
  const shown = JSON.stringify(value);
  const message = `1 validation error detected: Value '${shown}' at '${name}' failed to satisfy constraint: ${constraint}`;
  return new AwsError('ValidationException', message);
}

function refused(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
