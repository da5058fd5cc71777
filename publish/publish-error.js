/** What does a publisher say when not every event was accepted? Which, why, and which were. */

const MAX_NAMED = 5;

/**
 * An event on its way, and what became of it.
 * @typedef {object} Draft
 * @property {number} index
 * @property {any} event With the id it is sent with, so that sending it again makes no second event.
 * @property {any} [entry] For PutEvents.
 * @property {number} [bytes]
 * @property {string} [eventId]
 * @property {string} [eventBridgeId] Once it is accepted.
 * @property {{ code: string, message: string, isPassing?: boolean, cause?: unknown }} [failure]
 */

/** Each event of the call is either in `accepted` or in `failed`. */
export class PublishError extends Error {
  name = 'PublishError';

  /** @param {Draft[]} drafts */
  constructor(drafts) {
    super(sentenceOn(drafts), { cause: drafts.find(({ failure }) => failure?.cause)?.failure?.cause });
    this.accepted = drafts
      .filter(({ failure }) => !failure)
      .map(({ index, event, eventId, eventBridgeId }) => ({ index, event, eventId, eventBridgeId }));
    this.failed = drafts.flatMap(({ index, event, failure }) =>
      failure ? [{ index, event, code: failure.code, message: failure.message }] : [],
    );
  }
}

/** @param {Draft[]} drafts */
function sentenceOn(drafts) {
  const failed = drafts.filter(({ failure }) => failure && failure.code !== 'NotSent');
  const isRefusal = failed.some(({ failure }) => failure?.code === 'InvalidEvent');
  const named = failed.slice(0, MAX_NAMED).map(({ index, event, eventId, failure }) => {
    const name = [`events[${index}]`, event?.type, eventId ?? event?.eventId].filter(Boolean).join(' ');
    return isRefusal ? `${name}: ${failure?.message}` : `${name}: ${failure?.code}: ${failure?.message}`;
  });
  const more = failed.length > MAX_NAMED ? `; and ${failed.length - MAX_NAMED} more` : '';
  const what = isRefusal ? 'cannot be sent, so nothing was' : 'were not accepted';
  return `${failed.length} of ${drafts.length} events ${what}: ${named.join('; ')}${more}.`;
}
