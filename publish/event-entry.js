/** What does an event look like to PutEvents, and why can it not be sent? */
import { randomUUID } from 'node:crypto';

/** What a request's entries may have together: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
export const MAX_BYTES = 1_048_576;
/** EventBridge puts its own fields around an event, and the whole must fit a queue's message, which is no larger. */
const ENVELOPE_BYTES = 1024;
const MAX_TYPE_LENGTH = 128;

const FIELDS = ['type', 'data', 'dataText', 'eventId', 'tenant', 'schemaVersion', 'source', 'time', 'resources'];

/**
 * Throws an `Error` that says in a sentence what is wrong with the event.
 * @param {any} event
 * @param {{ bus: string, source: string, eventIdField: string, tenantField: string, schemaVersionField: string }} settings
 */
export function entryOf(event, settings) {
  refuseUnlessEvent(event);
  const { eventId, detail } = detailOf(event, settings);
  const entry = {
    EventBusName: settings.bus,
    Source: event.source ?? settings.source,
    DetailType: event.type,
    Detail: detail,
    ...(event.time === undefined ? {} : { Time: new Date(event.time) }),
    ...(event.resources === undefined ? {} : { Resources: event.resources }),
  };
  const bytes = bytesOf(entry);
  const most = MAX_BYTES - ENVELOPE_BYTES;
  if (bytes > most) refuse(`it has ${bytes} bytes, and an event can have ${most}`);
  return { eventId, entry, bytes: bytes + ENVELOPE_BYTES };
}

/** @param {any} event */
function refuseUnlessEvent(event) {
  if (!isObject(event)) refuse('it must be an object');
  const { type, data, dataText, source, schemaVersion, time, resources } = event;
  const unknown = Object.keys(event).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined)
    refuse(`${unknown} is not a known field of an event; what is the event's own stands in data`);
  if (!isText(type) || type.length > MAX_TYPE_LENGTH)
    refuse(`type must be a text of 1 to ${MAX_TYPE_LENGTH} characters`);
  if ((data === undefined) === (dataText === undefined)) refuse('it must have data, or dataText in its place');
  for (const field of ['source', 'eventId', 'tenant']) {
    if (event[field] !== undefined && !isText(event[field])) refuse(`${field} must be a text`);
  }
  if (source?.startsWith('aws.')) refuse('source must not begin with aws.: that is for AWS alone');
  if (schemaVersion !== undefined && !isText(schemaVersion) && !Number.isSafeInteger(schemaVersion)) {
    refuse('schemaVersion must be a text or a whole number');
  }
  if (time !== undefined && !isTime(time)) {
    refuse('time must be a Date or a text like 2026-01-31T12:00:00Z');
  }
  if (resources !== undefined && !(Array.isArray(resources) && resources.every(isText))) {
    refuse('resources must be a list of texts');
  }
}

/**
 * The data's own text. In front of it those of Fanfare's fields that the event names and the data does not.
 * @param {any} event
 * @param {{ eventIdField: string, tenantField: string, schemaVersionField: string }} settings
 */
function detailOf(event, { eventIdField, tenantField, schemaVersionField }) {
  const { text, data } = readData(event);
  const eventId = event.eventId ?? idIn(data, eventIdField) ?? randomUUID();
  const named = { [eventIdField]: eventId, [tenantField]: event.tenant, [schemaVersionField]: event.schemaVersion };
  const front = [];
  for (const [field, value] of Object.entries(named)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(data, field)) front.push(`${JSON.stringify(field)}:${JSON.stringify(String(value))}`);
    else if (String(data[field]) !== String(value)) refuse(`its data says ${field} ${data[field]}, the event ${value}`);
  }
  const rest = text.slice(1).trimStart();
  const comma = front.length > 0 && rest !== '}' ? ',' : '';
  return { eventId, detail: `{${front.join(',')}${comma}${rest}` };
}

/** @param {any} event */
function readData({ data: given, dataText }) {
  try {
    const text = (dataText ?? JSON.stringify(given) ?? '').trim();
    const data = JSON.parse(text);
    if (isObject(data)) return { text, data };
  } catch (error) {
    refuse(
      dataText === undefined ? `its data is not JSON: ${/** @type {Error} */ (error).message}` : 'dataText is not JSON',
    );
  }
  return refuse('its data must be an object');
}

/**
 * @param {any} data
 * @param {string} field
 */
function idIn(data, field) {
  const id = Object.hasOwn(data, field) ? data[field] : undefined;
  if (id === undefined) return undefined;
  if (isText(id) || Number.isSafeInteger(id)) return String(id);
  return refuse(`its data's ${field} must be a text or a whole number: by it copies of an event are told`);
}

/**
 * An entry's size as EventBridge counts it.
 * @param {{ Time?: Date, Source: string, DetailType: string, Detail: string, Resources?: string[] }} entry
 */
function bytesOf({ Time, Source, DetailType, Detail, Resources = [] }) {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}

/**
 * @param {string} sentence
 * @returns {never}
 */
function refuse(sentence) {
  throw new Error(sentence);
}

/**
 * Of a day that there is: 2026-02-31 would be taken for the 3rd of March.
 * @param {unknown} value
 */
export function isTime(value) {
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  if (typeof value !== 'string' || Number.isNaN(new Date(value).getTime())) return false;
  const [day] = /^\d{4}-\d\d-\d\d/.exec(value) ?? [];
  return day === undefined || new Date(day).toISOString().startsWith(day);
}

/** @param {unknown} value */
export function isText(value) {
  return typeof value === 'string' && value.trim() !== '';
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
