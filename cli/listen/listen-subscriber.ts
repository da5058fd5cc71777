/** The subscriber that `listen` registers for itself, and those that an earlier one could not delete any more. */
import { hostname } from 'node:os';
import { verifyingKey } from '../../core/signing-key.ts';
import { type ApiClient, path } from '../api/api-client.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { readAll } from '../api/pages.ts';
import { Refusal } from '../refusal.ts';
import { registerSettings } from '../subscribers/register-settings.ts';
import type { SubscriberView } from '../subscribers/subscriber-view.ts';

/** The metadata key that says whose it is: `<host>:<process id>`. */
const LISTENER_KEY = 'fanfare:listen';

export interface Wishes {
  readonly types?: readonly string[];
  readonly tenant?: string;
  readonly filter?: object;
}

/** Answers its id and what its webhooks are signed with. */
export async function registerListener(api: ApiClient, url: string, { types, tenant, filter }: Wishes) {
  const created = await registerSettings(api, {
    name: `fanfare listen ${new URL(url).host}`,
    url,
    eventTypes: types ?? ['*'],
    ...(tenant === undefined ? {} : { tenant }),
    ...(filter === undefined ? {} : { filter: filter as Record<string, unknown> }),
    description: 'A `fanfare listen` on a developer’s machine; it deletes this when it ends',
    metadata: { [LISTENER_KEY]: `${hostname()}:${process.pid}` },
  });
  if (created.secret === undefined) throw new Refusal('failed', 'The API answered no secret to check signatures with.');
  return { id: created.id, key: verifyingKey(created.secret) };
}

/** Answers whether it is gone already; else its deletion has begun. */
export async function deleteListener(api: ApiClient, id: string): Promise<boolean> {
  try {
    await api.call('DELETE', path`/v1/subscribers/${id}`, { query: { force: true } });
    return false;
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status === 404) return true;
    throw error;
  }
}

/** Those whose process on this machine was killed before it could delete them. */
export async function deleteDeadListeners(api: ApiClient): Promise<void> {
  const all = await readAll<SubscriberView>(api, '/v1/subscribers', { q: 'fanfare listen' });
  const dead = all.filter(({ metadata, status }) => status !== 'deleting' && isOfDeadProcess(metadata?.[LISTENER_KEY]));
  await Promise.all(dead.map(({ id }) => deleteListener(api, id)));
}

function isOfDeadProcess(owner: string | undefined): boolean {
  const [, host, id] = /^(.*):(\d+)$/.exec(owner ?? '') ?? [];
  if (host !== hostname() || Number(id) === process.pid) return false;
  try {
    process.kill(Number(id), 0); // asks only whether it lives
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
