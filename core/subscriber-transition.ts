/**
 * What does an operator's verb do to a subscriber in its present state?
 *
 *             pause            disable
 *   active ─────────▶ paused ─────────▶ disabled
 *      ▲ ◀───resume─────┘                   │
 *      └──────────────enable────────────────┘
 *
 * A verb that asks for what is so already changes nothing; on a failed subscriber it tries again.
 */
import type { DesiredState, Subscriber } from './subscriber.ts';

export const STATE_VERBS = ['pause', 'resume', 'disable', 'enable'] as const;
export type StateVerb = (typeof STATE_VERBS)[number];

export type Transition =
  | { readonly kind: 'change'; readonly desired: DesiredState }
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly why: string };

const WANTED = { pause: 'paused', resume: 'active', disable: 'disabled', enable: 'active' } as const;

export function transition(verb: StateVerb, { desired, status }: Pick<Subscriber, 'desired' | 'status'>): Transition {
  const wanted = WANTED[verb];
  if (desired === 'deleted') return { kind: 'refused', why: 'is being deleted' };
  if (desired === 'disabled' && (verb === 'pause' || verb === 'resume')) {
    return { kind: 'refused', why: 'is disabled: enable it instead' };
  }
  if (desired === 'paused' && verb === 'enable') return { kind: 'refused', why: 'is paused, not disabled: resume it' };
  return desired === wanted && status !== 'failed' ? { kind: 'none' } : { kind: 'change', desired: wanted };
}
