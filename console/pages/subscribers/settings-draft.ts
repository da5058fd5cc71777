/** A subscriber's settings as a form holds them: texts, where '' is what was not said. */
import type { SubscriberView } from '../../../lambdas/api/views/subscriber-view.ts';
import { waitsText } from './wait-text.ts';

export interface Pair {
  readonly name: string;
  readonly value: string;
}

export interface SettingsDraft {
  readonly name: string;
  readonly mode: 'push' | 'pull';
  readonly url: string;
  readonly eventTypes: readonly string[];
  /** What stands in their field and is no token yet: it counts as well. */
  readonly typedEventTypes: string;
  readonly tenant: string;
  readonly description: string;
  readonly format: string;
  readonly signing: string;
  readonly schemaVersion: string;
  /** JSON. */
  readonly filter: string;
  /** `5s, 5m, 30m`. */
  readonly retrySchedule: string;
  readonly timeoutSeconds: string;
  readonly maxConcurrency: string;
  readonly metadata: readonly Pair[];
  /** They are never shown again: `kept` leaves them as they are. */
  readonly headers: readonly Pair[] | 'kept';
}

export const EMPTY_DRAFT: SettingsDraft = {
  ...{
    name: '',
    mode: 'push',
    url: '',
    eventTypes: [],
    typedEventTypes: '',
    tenant: '',
    description: '',
    format: '',
    signing: '',
  },
  ...{ schemaVersion: '', filter: '', retrySchedule: '', timeoutSeconds: '', maxConcurrency: '' },
  ...{ metadata: [], headers: [] },
};

export function draftOf(subscriber: SubscriberView): SettingsDraft {
  const { name, mode, url, eventTypes, tenant, description, format, signing, schemaVersion } = subscriber;
  const { filter, retrySchedule, timeoutSeconds, maxConcurrency, metadata, headerNames } = subscriber;
  return {
    name,
    mode: mode ?? 'push',
    url: url ?? '',
    eventTypes,
    typedEventTypes: '',
    tenant: tenant ?? '',
    description: description ?? '',
    format: format ?? '',
    signing: signing ?? '',
    schemaVersion: schemaVersion ?? '',
    filter: filter === undefined ? '' : JSON.stringify(filter, null, 2),
    retrySchedule: retrySchedule === undefined ? '' : waitsText(retrySchedule),
    timeoutSeconds: textOf(timeoutSeconds),
    maxConcurrency: textOf(maxConcurrency),
    metadata: Object.entries(metadata ?? {}).map(([key, value]) => ({ name: key, value })),
    headers: (headerNames ?? []).length > 0 ? 'kept' : [],
  };
}

function textOf(number: number | undefined): string {
  return number === undefined ? '' : String(number);
}
