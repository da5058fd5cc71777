/** What has to be done so that the subscribers are what a file says? */
import type { SubscriberView } from '../subscribers/subscriber-view.ts';
import { type Difference, differences } from './differences.ts';
import { type Declared, type Manifest, OWNER_KEY } from './manifest.ts';

export interface Creation {
  readonly declared: Declared;
  /** One that is not this manifest's has the same name: there will be two. */
  readonly namesake: SubscriberView | undefined;
}

export interface Change {
  readonly declared: Declared;
  readonly current: SubscriberView;
  readonly differences: readonly Difference[];
}

export interface Plan {
  readonly manifest: string;
  readonly creations: readonly Creation[];
  readonly changes: readonly Change[];
  readonly deletions: readonly SubscriberView[];
  readonly unchanged: readonly SubscriberView[];
}

export function makePlan({ name, declared }: Manifest, subscribers: readonly SubscriberView[]): Plan {
  // One that is going is as good as gone.
  const there = subscribers.filter(({ status }) => status !== 'deleting');
  const owned = there.filter(({ metadata }) => metadata?.[OWNER_KEY] === name);
  const others = there.filter(({ metadata }) => metadata?.[OWNER_KEY] !== name);
  // The oldest of a name is kept, should somebody have made it twice.
  const kept = new Map(owned.toReversed().map((subscriber) => [subscriber.name, subscriber]));
  const matched = declared.map((each) => compared(each, kept.get(each.settings.name), others));
  const staying = new Set(matched.flatMap(({ current }) => (current ? [current.id] : [])));
  return {
    manifest: name,
    creations: matched.flatMap((each) => (each.current ? [] : [each])),
    changes: matched.flatMap(({ current, ...rest }) =>
      current && rest.differences.length > 0 ? [{ ...rest, current }] : [],
    ),
    unchanged: matched.flatMap(({ current, differences: found }) => (current && found.length === 0 ? [current] : [])),
    deletions: owned.filter(({ id }) => !staying.has(id)),
  };
}

function compared(declared: Declared, current: SubscriberView | undefined, others: readonly SubscriberView[]) {
  const namesake = current ? undefined : others.find(({ name }) => name === declared.settings.name);
  return { declared, current, namesake, differences: current ? differences(declared.settings, current) : [] };
}

export function isEmpty({ creations, changes, deletions }: Plan): boolean {
  return creations.length + changes.length + deletions.length === 0;
}
