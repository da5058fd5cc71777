/** `event-types delete`: takes an event type out of the catalogue. */
import { path } from '../api/api-client.ts';
import { confirm } from '../output/confirm.ts';
import type { Session } from '../session.ts';

export async function deleteEventType(session: Session, name: string, { yes }: { yes?: boolean }): Promise<void> {
  const api = await session.api();
  if (session.out.canAsk && !yes) await confirm(`Take ${name} out of the catalogue, with its schemas?`);
  await api.call('DELETE', path`/v1/event-types/${name}`);
  // The API answers nothing, and so does --json.
  if (!session.isJson) session.out.line(`${name} is gone`);
}
