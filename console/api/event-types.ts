/** The catalogue of event types. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { EventTypeView, EventTypeWithWebhookView } from '../../lambdas/api/views/event-type-view.ts';
import { get, path } from './client.ts';
import { useLive } from './live.ts';
import type { ListPage } from './page.ts';

export type EventType = EventTypeView;
export type EventTypeWithWebhook = EventTypeWithWebhookView;

/** It changes with a deployment, not by the second. */
const EVERY_MS = 60_000;
/** A catalogue of more types than these pages hold is shown in part, and says so. */
const MAX_PAGES = 20;

export interface Catalogue {
  readonly eventTypes: readonly EventType[];
  readonly isComplete: boolean;
}

/** All of it: it is searched here. */
export function useCatalogue(): UseQueryResult<Catalogue> {
  return useLive(['event-types'], readCatalogue, { everyMs: EVERY_MS });
}

async function readCatalogue(signal: AbortSignal): Promise<Catalogue> {
  const eventTypes: EventType[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page: ListPage<EventType> = await get('/v1/event-types', { limit: 100, cursor }, signal);
    eventTypes.push(...page.items);
    cursor = page.cursor;
    if (cursor === undefined) return { eventTypes, isComplete: true };
  }
  return { eventTypes, isComplete: false };
}

/** `schemaVersion`: of which the example webhook is. */
export function useEventType(name: string, schemaVersion?: string): UseQueryResult<EventTypeWithWebhook> {
  return useLive(
    ['event-types', name, schemaVersion],
    (signal) => get(path`/v1/event-types/${name}`, { schemaVersion }, signal),
    { everyMs: EVERY_MS },
  );
}
