import { describe, expect, it } from 'vitest';
import type { DesiredState } from '../../core/subscriber.ts';
import { type StateVerb, transition } from '../../core/subscriber-transition.ts';

const NONE = 'none';
const NO = 'refused';

/** What each verb makes of a subscriber of whom this is desired, and which is not failed. */
const TABLE: Record<StateVerb, Record<DesiredState, string>> = {
  pause: { active: 'paused', paused: NONE, disabled: NO, deleted: NO },
  resume: { active: NONE, paused: 'active', disabled: NO, deleted: NO },
  disable: { active: 'disabled', paused: 'disabled', disabled: NONE, deleted: NO },
  enable: { active: NONE, paused: NO, disabled: 'active', deleted: NO },
};

const rows = Object.entries(TABLE).flatMap(([verb, row]) =>
  Object.entries(row).map(([desired, outcome]) => [verb as StateVerb, desired as DesiredState, outcome] as const),
);

const outcomeOf = (...[verb, subscriber]: Parameters<typeof transition>) => {
  const step = transition(verb, subscriber);
  return step.kind === 'change' ? step.desired : step.kind;
};

describe('a verb', () => {
  it.each(rows)('%s on one that is %s: %s', (verb, desired, outcome) => {
    const status = desired === 'deleted' ? 'deleting' : desired;
    expect(outcomeOf(verb, { desired, status })).toBe(outcome);
  });

  it.each(rows.filter(([, , outcome]) => outcome !== NO))(
    '%s tries a failed one again that is to be %s',
    (verb, desired) => {
      const outcome = outcomeOf(verb, { desired, status: 'failed' });
      expect(['active', 'paused', 'disabled']).toContain(outcome);
    },
  );

  it('that is refused says what to do instead', () => {
    expect(transition('resume', { desired: 'disabled', status: 'disabled' })).toEqual({
      kind: 'refused',
      why: 'is disabled: enable it instead',
    });
  });
});
