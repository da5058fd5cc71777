/** How does one subscriber look to people? */
import { endingText } from '../deliveries/outcome.ts';
import type { Output } from '../output/output.ts';
import type { Style } from '../output/table.ts';
import type { SubscriberView } from './subscriber-view.ts';

export const STATUS_STYLES: Readonly<Record<string, Style>> = {
  active: 'green',
  provisioning: 'cyan',
  paused: 'yellow',
  disabled: 'gray',
  deleting: 'gray',
  failed: 'red',
};

/** `more`: fields that only this answer has. */
export function showSubscriber(out: Output, subscriber: SubscriberView, more: Record<string, string> = {}): void {
  const { failure, drift, disabledReason, queue, recent, failing, status } = subscriber;
  const fields = {
    id: subscriber.id,
    name: subscriber.name,
    status: disabledReason === undefined ? status : `${status} (${disabledReason})`,
    disabledAt: subscriber.disabledAt,
    failure: failure && `${failure.step}: ${failure.message} (${failure.at})`,
    ...more,
    ...settingsAsText(subscriber),
    publicKey: subscriber.publicKey,
    signingKeys: keysAsText(subscriber.signingKeys),
    drift: drift && `${drift.steps.join(', ')} (${drift.at})`,
    queue: queue && `${queue.depth} waiting, ${queue.inFlight} in flight, ${queue.deadLetters} dead letters`,
    recent: recent && `${recent.delivered} delivered, ${recent.pending} pending, ${recent.dead} dead`,
    failing: failing && `since ${failing.failingSince}: ${failing.failures} attempts, last ${endingText(failing.last)}`,
    oldestPendingAt: subscriber.oldestPendingAt,
    version: subscriber.version,
    createdAt: subscriber.createdAt,
    updatedAt: subscriber.updatedAt,
  };
  out.fields(fields, { status: STATUS_STYLES[status] ?? 'reset', failure: 'red', failing: 'red' });
}

function settingsAsText(subscriber: SubscriberView): Record<string, string | number | undefined> {
  const { eventTypes, filter, retrySchedule, metadata, headerNames } = subscriber;
  return {
    url: subscriber.url,
    mode: subscriber.mode,
    eventTypes: eventTypes.join(', '),
    tenant: subscriber.tenant,
    schemaVersion: subscriber.schemaVersion,
    filter: filter && JSON.stringify(filter),
    format: subscriber.format,
    signing: subscriber.signing,
    headers: headerNames?.map((name) => `${name}: (kept secret)`).join(', '),
    retrySchedule: retrySchedule?.join(', '),
    timeoutSeconds: subscriber.timeoutSeconds,
    maxConcurrency: subscriber.maxConcurrency,
    description: subscriber.description,
    metadata:
      metadata &&
      Object.entries(metadata)
        .map(([key, value]) => `${key}=${value}`)
        .join(', '),
  };
}

/** Only while several sign is there something to say. */
function keysAsText(keys: SubscriberView['signingKeys'] = []): string | undefined {
  const ending = keys.filter(({ expiresAt }) => expiresAt !== undefined);
  if (ending.length === 0) return undefined;
  return `${keys.length}, of which ${ending.map(({ expiresAt }) => `one until ${expiresAt}`).join(', ')}`;
}
