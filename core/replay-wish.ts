/** What does a message want for its event, by the name of the replay it came with? */
import type { Delivery } from './delivery.ts';
import { eventDigest, readReplayName } from './replay-name.ts';

export type ReplayWish =
  /** Another event is replayed alone: nothing is to be done with this one. */
  | { readonly kind: 'nothing' }
  /** To be delivered, unless it is: it came with no replay, or with one that wants no more. */
  | { readonly kind: 'delivery' }
  /** To be delivered once more for this replay, though it is delivered. */
  | { readonly kind: 'delivery-again'; readonly replay: string };

/** `name`: of the replay it came with. A replay that is not ours wants what is not delivered. */
export function replayWish(name: string | undefined, eventId: string): ReplayWish {
  const replay = name === undefined ? undefined : readReplayName(name);
  if (name === undefined || replay === undefined) return { kind: 'delivery' };
  if (replay.digest !== undefined && replay.digest !== eventDigest(eventId)) return { kind: 'nothing' };
  if (replay.mode === 'new') return { kind: 'delivery' };
  return { kind: 'delivery-again', replay: name };
}

/** Whether the first of two wishes for one event asks for more; of two replays the younger does. */
export function wantsMore(one: ReplayWish, other: ReplayWish): boolean {
  if (one.kind === 'delivery-again' && other.kind === 'delivery-again') return isYounger(one.replay, other.replay);
  return ORDER.indexOf(one.kind) > ORDER.indexOf(other.kind);
}

const ORDER: readonly ReplayWish['kind'][] = ['nothing', 'delivery', 'delivery-again'];

/**
 * Whether a wish is not fulfilled yet by a delivery that is delivered. What a replay sent fulfils the wishes of the older
 * ones too: so copies of several replays, in whatever order, send an event at most once for each.
 */
export function isWantedAgain({ replay }: Pick<Delivery, 'replay'>, wish: ReplayWish): boolean {
  return wish.kind === 'delivery-again' && (replay === undefined || isYounger(wish.replay, replay));
}

/** The replay a delivery is known to be sent for, once it is sent for this wish too: the youngest. */
export function replaySentFor({ replay }: Pick<Delivery, 'replay'>, wish: ReplayWish): string | undefined {
  if (wish.kind !== 'delivery-again') return replay;
  return replay === undefined || isYounger(wish.replay, replay) ? wish.replay : replay;
}

function isYounger(one: string, other: string): boolean {
  return ageOf(one) > ageOf(other);
}

function ageOf(name: string): string {
  return readReplayName(name)?.id ?? '';
}
