/** `dead-letters count`: how many a subscriber has, by the log and by its queue. */
import { counted } from '../jobs/job-kind.ts';
import type { Session } from '../session.ts';
import { findSubscriberId } from '../subscribers/find-subscriber.ts';
import { type FilterOptions, filterOf } from './filter-options.ts';
import { countDeadLetters } from './selection.ts';

export async function showCount(session: Session, named: string, options: FilterOptions): Promise<void> {
  const api = await session.api();
  const id = await findSubscriberId(api, named);
  const count = await countDeadLetters(api, id, filterOf(options));
  if (session.isJson) return session.out.json(count);
  const { logged, isComplete, queued, agree } = count;
  session.out.fields({ logged: isComplete ? logged : `more than ${counted(logged)}`, queued });
  if (agree === false) session.out.note(`The log and the queue differ: \`fanfare dead-letters reconcile ${id}\`.`);
}
