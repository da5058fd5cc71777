/** Pauses, resumes, disables or enables a subscriber, where its state allows. */
import type { Subscriber } from '../../core/subscriber.ts';
import { type StateVerb, transition } from '../../core/subscriber-transition.ts';
import type { SubscriberEdit } from '../records/subscriber-records.ts';
import { changeKnown } from './known-subscriber.ts';
import type { SubscriberParts } from './parts.ts';
import { Problem } from './problem.ts';

export function changeState(id: string, verb: StateVerb, { subscribers }: SubscriberParts): Promise<Subscriber> {
  return changeKnown(id, subscribers, (current) => stateEdit(verb, current));
}

function stateEdit(verb: StateVerb, current: Subscriber): SubscriberEdit | undefined {
  const step = transition(verb, current);
  if (step.kind === 'refused') throw new Problem('conflict', `The subscriber ${current.id} ${step.why}.`);
  if (step.kind === 'none') return undefined;
  const isDisabled = step.desired === 'disabled';
  return {
    ...{ desired: step.desired, status: 'provisioning', failure: undefined },
    disabledReason: isDisabled ? 'operator' : undefined,
    disabledAt: isDisabled ? (current.disabledAt ?? new Date().toISOString()) : undefined,
  };
}
