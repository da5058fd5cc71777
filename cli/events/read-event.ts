/** What event does a line of JSON hold? In our own spelling or in EventBridge's; its data stays as it is written. */
import { memberText } from '../../core/json-member.ts';
import type { JsonObject } from '../../core/subscriber-pattern.ts';
import type { PublishableEvent } from '../../publish/create-publisher.js';
import { isObject } from '../files/object.ts';

export interface EventFault {
  /** Where in the event, as `data.amount`. */
  readonly path?: string;
  /** The keyword of the schema that it breaks. */
  readonly rule?: string;
  readonly message: string;
}

export interface ReadEvent {
  /** What publishers may get; whether it is right in all is for the publisher to say. */
  readonly event: PublishableEvent;
  readonly data: JsonObject;
}

export type Reading = ReadEvent | { readonly faults: readonly EventFault[] };

/** EventBridge's name of each of our fields. */
const ENTRY_FIELDS = new Map([
  ['DetailType', 'type'],
  ['Source', 'source'],
  ['Time', 'time'],
  ['Resources', 'resources'],
]);

/** `bus`: the only one that an entry in EventBridge's spelling may name. */
export function readEvent(text: string, bus: string): Reading {
  const value = parse(text);
  if (value instanceof Error) return fault(`is not JSON: ${value.message}${hint(text)}`);
  if (Array.isArray(value)) return fault(`is a list${ONE_A_LINE}`);
  if (!isObject(value)) return fault('must be an object');
  return 'type' in value || !('DetailType' in value) ? fromOwn(value, text) : fromEntry(value, bus);
}

/** The data of one event that is not written on a line. */
export function readData(dataText: string, about: JsonObject): Reading {
  const data = parse(dataText);
  if (data instanceof Error) return fault(`is not JSON: ${data.message}`, 'data');
  if (!isObject(data)) return fault('must be an object', 'data');
  return { event: { ...about, dataText } as unknown as PublishableEvent, data };
}

const ONE_A_LINE =
  '; each event must stand on a line of its own: `jq -c .[]` makes that of a list, `jq -c .` of the rest';

function hint(text: string): string {
  return /^\s*[[{]\s*$/.test(text) ? ONE_A_LINE : '';
}

function fromOwn(line: JsonObject, text: string): Reading {
  const { data: _, ...about } = line;
  if (!('data' in line)) return fault('is missing', 'data');
  if ('dataText' in line) return fault('is not a known field', 'dataText');
  return readData(memberText(text, 'data') ?? '', about);
}

function fromEntry(entry: JsonObject, bus: string): Reading {
  const { Detail, EventBusName = bus, ...others } = entry;
  const unknown = Object.keys(others).find((field) => !ENTRY_FIELDS.has(field));
  if (unknown !== undefined) return fault("is not a known field in EventBridge's spelling", unknown);
  if (EventBusName !== bus && !String(EventBusName).endsWith(`:event-bus/${bus}`))
    return fault(`must be ${bus}, the stage's bus`, 'EventBusName');
  if (typeof Detail !== 'string') return fault("must be a text in EventBridge's spelling: the data's JSON", 'Detail');
  const about = Object.fromEntries(Object.entries(others).map(([field, value]) => [ENTRY_FIELDS.get(field), value]));
  // The AWS command line takes seconds since 1970.
  if (typeof about.time === 'number') about.time = new Date(about.time * 1000);
  return readData(Detail, about);
}

function fault(message: string, path?: string): Reading {
  return { faults: [{ ...(path === undefined ? {} : { path }), message }] };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    return error;
  }
}
