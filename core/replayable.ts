/** Can events be replayed to a subscriber, as it is now? They go through its rule, which must be there and on. */
import type { Subscriber } from './subscriber.ts';

export type Replayable =
  | { readonly kind: 'now' }
  /** It will be, or may be: said after its id. */
  | { readonly kind: 'later'; readonly why: string }
  | { readonly kind: 'no'; readonly why: string };

/** What is paused gets them too: they wait in its queue with the others. */
export function replayable(
  subscriber: Pick<Subscriber, 'desired' | 'status' | 'disabledReason' | 'failure'> | undefined,
): Replayable {
  if (!subscriber || subscriber.desired === 'deleted') return { kind: 'no', why: 'is deleted' };
  const { desired, status, disabledReason, failure } = subscriber;
  if (desired === 'disabled') {
    const reason = disabledReason === undefined || disabledReason === 'operator' ? '' : ` (${disabledReason})`;
    return { kind: 'no', why: `is disabled${reason}: its events do not come` };
  }
  if (status === 'active' || status === 'paused') return { kind: 'now' };
  if (status !== 'failed') return { kind: 'later', why: 'is being provisioned' };
  const reason = failure?.message.replace(/\.$/, '') ?? 'it is tried again';
  return { kind: 'later', why: `could not be provisioned: ${reason}` };
}
