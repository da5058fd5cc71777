/** What event does an entry of PutEvents make? */
import { ACCOUNT, AwsError, type Json, REGION } from '../aws/service.ts';
import { type EventFields, eventFields } from './event-fields.ts';
import { type JsonNode, readJson } from './json-text.ts';
import { busName, invalid, onlyParameters, optionalText } from './request.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
const MAX_DETAIL_TYPE_LENGTH = 128;

export interface PublishedEvent {
  readonly id: string;
  readonly bus: string;
  readonly detailType: string;
  /** When it happened, in whole seconds: milliseconds since the epoch. */
  readonly at: number;
  /** What targets receive: EventBridge's envelope around the publisher's own `Detail` text, not a byte of it changed. */
  readonly text: string;
  /** What patterns see, read at the first call. */
  fields(): EventFields;
}

/** Throws `AwsError` with the code and message of the entry's failure. */
export function publishedEvent(entry: Json, id: string, now: number): PublishedEvent {
  const allowed = ['Time', 'Source', 'Resources', 'DetailType', 'Detail', 'EventBusName', 'TraceHeader'];
  onlyParameters(entry, allowed, 'an entry');
  const source = required(entry, 'Source');
  const detailType = required(entry, 'DetailType');
  const detail = required(entry, 'Detail');
  if (detailType.length > MAX_DETAIL_TYPE_LENGTH) {
    refuse(
      'InvalidArgument',
      `Parameter DetailType is not valid. Reason: it is longer than ${MAX_DETAIL_TYPE_LENGTH}.`,
    );
  }
  if (source.startsWith('aws.')) refuse('NotAuthorizedForSourceException', 'Not authorized for the source.');
  // Taken and led nowhere: nothing is traced locally.
  optionalText(entry, 'TraceHeader', { maxLength: 500 });

  const detailNode = readDetail(detail);
  const envelope = {
    version: '0',
    id,
    'detail-type': detailType,
    source,
    account: ACCOUNT,
    time: timeOf(entry, now),
    region: REGION,
    resources: resourcesOf(entry),
  };
  let fields: EventFields | undefined;
  return {
    id,
    bus: busName(entry),
    detailType,
    at: Date.parse(envelope.time),
    text: `${JSON.stringify(envelope).slice(0, -1)},"detail":${detail}}`,
    fields: () => {
      fields ??= fieldsOf(envelope, detailNode);
      return fields;
    },
  };
}

/** An entry's size as EventBridge counts it, in bytes: .../latest/userguide/eb-putevents.html#eb-putevent-size */
export function entrySize({ Time, Source, DetailType, Detail, Resources }: Json): number {
  const resources = Array.isArray(Resources) ? Resources : [];
  const bytes = [Source, DetailType, Detail, ...resources].map((part) => Buffer.byteLength(String(part ?? '')));
  return bytes.reduce((sum, each) => sum + each, Time === undefined ? 0 : 14);
}

function refuse(code: string, message: string): never {
  throw new AwsError(code, message);
}

function required(entry: Json, key: string): string {
  const value = entry[key];
  if (typeof value === 'string' && value !== '') return value;
  return refuse('InvalidArgument', `Parameter ${key} is not valid. Reason: ${key} is a required argument.`);
}

function readDetail(detail: string): JsonNode {
  try {
    const node = readJson(detail);
    if (node.kind === 'object') return node;
  } catch {
    // Not JSON is as malformed as not an object.
  }
  return refuse('MalformedDetail', 'Detail is malformed.');
}

/** Whole seconds, as EventBridge writes them. */
function timeOf({ Time }: Json, now: number): string {
  const seconds = Time ?? now / 1000;
  const time = new Date(Math.floor(Number(seconds)) * 1000);
  if (typeof seconds !== 'number' || Number.isNaN(time.getTime())) return invalid('Parameter Time is not valid.');
  return time.toISOString().replace('.000Z', 'Z');
}

function resourcesOf({ Resources = [] }: Json): string[] {
  if (Array.isArray(Resources) && Resources.every((resource) => typeof resource === 'string')) return Resources;
  return invalid('Parameter Resources is not valid. Reason: it must be a list of strings.');
}

function fieldsOf(envelope: Json, detail: JsonNode): EventFields {
  const outer = readJson(JSON.stringify(envelope));
  const members = outer.kind === 'object' ? outer.members : [];
  return eventFields({ kind: 'object', members: [...members, ['detail', detail]] });
}
