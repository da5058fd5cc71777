/** How does a service put its events on a stage's bus, so that none is lost unseen and none arrives twice? */
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { entryOf, isText, MAX_BYTES } from './event-entry.js';
import { PublishError } from './publish-error.js';

export { PublishError };

const MAX_ENTRIES = 10;
/** How often an event is sent at most. Waits in between: up to 100 ms, then twice as long each time. */
const MAX_CALLS = 6;
const FIRST_WAIT_MS = 100;
/** Failures that may be over when it is asked again. */
const PASSING = /^(Throttl|TooManyRequests|Internal|ServiceUnavailable|RequestTimeout|TimeoutError|NoAnswer)/;

const OPTIONS = ['bus', 'source', 'client', 'eventIdField', 'tenantField', 'schemaVersionField', 'concurrency'];
const DEFAULTS = { eventIdField: 'eventId', tenantField: 'tenant', schemaVersionField: 'schemaVersion' };

/** @typedef {import('./publish-error.js').Draft} Draft */

/**
 * Its options and promises: create-publisher.d.ts.
 * @param {any} options
 */
export function createPublisher(options) {
  const settings = readOptions(options);

  /** @param {readonly unknown[]} events */
  async function publishAll(events) {
    const drafts = events.map((event, index) => draftOf(event, index, settings));
    if (drafts.some(({ failure }) => failure)) throw new PublishError(drafts.map(notSent));
    const chunks = chunksOf(drafts);
    const lane = async () => {
      for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) await sendChunk(settings.client, chunk);
    };
    await Promise.all(Array.from({ length: settings.concurrency }, lane));
    if (drafts.some(({ failure }) => failure)) throw new PublishError(drafts);
    return drafts.map(({ eventId, eventBridgeId }) => ({ eventId, eventBridgeId }));
  }

  return {
    publish: async (/** @type {any} */ given) =>
      Array.isArray(given) ? publishAll(given) : (await publishAll([given]))[0],
    faultOf: (/** @type {any} */ event) => draftOf(event, 0, settings).failure?.message,
  };
}

/** @param {any} options */
function readOptions(options) {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError('createPublisher: options must be an object, with bus and source.');
  }
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined) throw new TypeError(`createPublisher: ${unknown} is not a known option.`);
  const said = Object.entries(options).filter(([, value]) => value !== undefined);
  // The rounds below are the only ones: the SDK's own would multiply them.
  const {
    concurrency = 4,
    client = new EventBridgeClient({ maxAttempts: 1 }),
    ...texts
  } = {
    ...DEFAULTS,
    ...Object.fromEntries(said),
  };
  const { bus, source, ...fields } = texts;
  for (const [name, value] of Object.entries({ bus, source, ...fields })) {
    if (!isText(value)) throw new TypeError(`createPublisher: ${name} must be a text.`);
  }
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new TypeError('createPublisher: concurrency must be a whole number from 1.');
  }
  if (typeof client?.send !== 'function') throw new TypeError('createPublisher: client must be an EventBridgeClient.');
  return { ...texts, concurrency, client };
}

/**
 * @param {any} event
 * @param {number} index
 * @param {any} settings
 * @returns {Draft}
 */
function draftOf(event, index, settings) {
  try {
    const { eventId, entry, bytes } = entryOf(event, settings);
    return { index, event: { ...event, eventId }, eventId, entry, bytes };
  } catch (error) {
    return { index, event, failure: { code: 'InvalidEvent', message: /** @type {Error} */ (error).message } };
  }
}

/** @param {Draft} draft */
function notSent(draft) {
  const failure = { code: 'NotSent', message: 'another event of this call cannot be sent' };
  return { ...draft, failure: draft.failure ?? failure };
}

/**
 * In their order, each as full as PutEvents allows.
 * @param {Draft[]} drafts
 */
function chunksOf(drafts) {
  /** @type {Draft[][]} */
  const chunks = [];
  let total = 0;
  for (const draft of drafts) {
    const { bytes = 0 } = draft;
    const last = chunks.at(-1);
    const fits = last !== undefined && last.length < MAX_ENTRIES && total + bytes <= MAX_BYTES;
    if (fits) last.push(draft);
    else chunks.push([draft]);
    total = fits ? total + bytes : bytes;
  }
  return chunks;
}

/**
 * Sends a chunk; of what failed in passing, that alone again, and again.
 * @param {EventBridgeClient} client
 * @param {Draft[]} chunk
 */
async function sendChunk(client, chunk) {
  let waiting = chunk;
  for (let call = 1; call <= MAX_CALLS && waiting.length > 0; call++) {
    if (call > 1) await sleep(FIRST_WAIT_MS * 2 ** (call - 2) * (0.5 + Math.random() / 2));
    const answers = await putEvents(client, waiting);
    for (const [at, draft] of waiting.entries()) Object.assign(draft, answers[at]);
    waiting = waiting.filter(({ failure }) => failure?.isPassing);
  }
}

/**
 * What became of each. A call that failed as a whole failed for each: whether it had arrived, nobody knows.
 * @param {EventBridgeClient} client
 * @param {Draft[]} drafts
 * @returns {Promise<Partial<Draft>[]>}
 */
async function putEvents(client, drafts) {
  try {
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: drafts.map(({ entry }) => entry) }));
    return drafts.map((_, at) => {
      const {
        EventId,
        ErrorCode: code = 'NoAnswer',
        ErrorMessage: message = 'it was not spoken of',
      } = Entries[at] ?? {};
      if (EventId) return { eventBridgeId: EventId, failure: undefined };
      return { failure: { code, message, isPassing: PASSING.test(code) } };
    });
  } catch (error) {
    const failure = failureOf(error);
    return drafts.map(() => ({ failure }));
  }
}

/** @param {any} error */
function failureOf(error) {
  const { name, code = name, message, $metadata } = error;
  const { httpStatusCode: status, clockSkewCorrected: isClockSetRight = false } = $metadata ?? {};
  // Node's errors of the network have a code in capitals, as ECONNRESET, and no status.
  const isOfNetwork = status === undefined && /^E[A-Z_]+$/.test(code);
  const isPassing = PASSING.test(name) || status >= 500 || status === 429 || isClockSetRight || isOfNetwork;
  // What stands between here and EventBridge answers in words the SDK does not know.
  const isForeign = status !== undefined && /^(Unknown|SyntaxError)$/.test(name);
  const said = isForeign
    ? { code: `Status${status}`, message: `it was answered with status ${status}` }
    : { code, message };
  return { ...said, isPassing, cause: error };
}
