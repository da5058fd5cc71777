/** Which subscriber is meant? One may be named by its id or, where that is clear, by its name. */
import { SUBSCRIBER_ID } from '../../core/stage.ts';
import { type ApiClient, path } from '../api/api-client.ts';
import { readAll } from '../api/pages.ts';
import { Refusal } from '../refusal.ts';
import type { SubscriberView } from './subscriber-view.ts';

/** Throws `Refusal`: `not-found`, or `usage` where several have the name. */
export async function findSubscriberId(api: ApiClient, named: string): Promise<string> {
  if (SUBSCRIBER_ID.test(named)) return named;
  const similar = await readAll<SubscriberView>(api, '/v1/subscribers', { q: named });
  const same = similar.filter(({ name }) => name === named);
  // One that is going does not stand in the way of its successor.
  const staying = same.filter(({ status }) => status !== 'deleting');
  const candidates = staying.length > 0 ? staying : same;
  if (candidates.length === 0) throw unknown(named, similar);
  if (candidates.length > 1) throw ambiguous(named, candidates);
  return candidates[0]?.id ?? '';
}

/** As it is now, with its queue. */
export async function findSubscriber(api: ApiClient, named: string): Promise<SubscriberView> {
  return readSubscriber(api, await findSubscriberId(api, named));
}

export function readSubscriber(api: ApiClient, id: string, signal?: AbortSignal): Promise<SubscriberView> {
  return api.get(path`/v1/subscribers/${id}`, {}, { signal });
}

const SHOWN = 10;

function ambiguous(named: string, candidates: readonly SubscriberView[]): Refusal {
  const sentence = `${candidates.length} subscribers are called "${named}": name one by its id.`;
  return new Refusal('usage', sentence, candidates.slice(0, SHOWN).map(asLine));
}

function unknown(named: string, similar: readonly SubscriberView[]): Refusal {
  const hint = similar.length === 0 ? '`fanfare subscribers list` shows them all.' : 'These are similar:';
  const sentence = `There is no subscriber called "${named}". ${hint}`;
  return new Refusal('not-found', sentence, similar.slice(0, SHOWN).map(asLine));
}

function asLine({ id, name, status, tenant, url }: SubscriberView) {
  const more = [status, tenant, url].filter((part) => part !== undefined).join(', ');
  return { path: id, message: `${name} (${more})` };
}
