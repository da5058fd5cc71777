import { describe, expect, it } from 'vitest';
import type { ReplayJob } from '../../core/job.ts';
import { nextLookSeconds, replayReadiness } from '../../core/replay-readiness.ts';
import type { Subscriber } from '../../core/subscriber.ts';

const MINUTE_MS = 60_000;
const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 12, minute));

const JOB: ReplayJob = {
  ...{ id: 'rpl_0193e5a1b2c3deadbeef', kind: 'replay', subscriberId: 'sub_1', status: 'running', progress: 0 },
  ...{ includeDelivered: false, replayName: 'fanfare-prod-rpl_0193e5a1b2c3deadbeef-new' },
  ...{ createdAt: at(0).toISOString(), from: at(-600).toISOString(), to: at(0).toISOString() },
};
const SUBSCRIBER = { desired: 'active', status: 'active', updatedAt: at(-600).toISOString() } as Subscriber;

interface Case {
  readonly job?: Partial<ReplayJob>;
  readonly subscriber?: Partial<Subscriber>;
  readonly minute: number;
  readonly lagMinutes?: number;
}
const readiness = ({ job, subscriber, minute, lagMinutes = 10 }: Case) =>
  replayReadiness(
    { ...JOB, ...job },
    { ...SUBSCRIBER, ...subscriber },
    { now: at(minute), archiveLagMs: lagMinutes * MINUTE_MS },
  );

describe('a replay can begin', () => {
  it('when the archive has all of it', () => {
    expect(readiness({ minute: 9 })).toMatchObject({ kind: 'not-yet', untilMs: at(10).getTime() });
    expect(readiness({ minute: 10 })).toEqual({ kind: 'ready', to: JOB.to });
    expect(readiness({ minute: 0, job: { to: at(-10).toISOString() } })).toMatchObject({ kind: 'ready' });
  });

  it('at once where the archive keeps up at once', () => {
    expect(readiness({ minute: 0, lagMinutes: 0 })).toEqual({ kind: 'ready', to: JOB.to });
  });

  it('for one event when the archive has that one, though its minute is not over', () => {
    const to = at(1).toISOString();
    expect(readiness({ minute: 0, lagMinutes: 0, job: { to } })).toEqual({ kind: 'ready', to });
    expect(readiness({ minute: 10, job: { to } })).toEqual({ kind: 'ready', to });
  });

  it('to a paused subscriber, in whose queue events wait', () => {
    expect(readiness({ minute: 10, subscriber: { desired: 'paused', status: 'paused' } }).kind).toBe('ready');
  });

  it('once its subscriber is there and its rule works; without an end it goes up to then', () => {
    const job = { isOpen: true } as const;
    const provisioning = { status: 'provisioning' } as const;
    expect(readiness({ job, minute: 5, subscriber: provisioning })).toEqual({
      kind: 'not-yet',
      why: 'The subscriber sub_1 is being provisioned.',
    });
    const subscriber = { updatedAt: at(5).toISOString() };
    expect(readiness({ job, minute: 5, subscriber })).toMatchObject({ untilMs: at(6).getTime() });
    expect(readiness({ job, minute: 6, subscriber })).toMatchObject({ untilMs: at(16).getTime() });
    expect(readiness({ job, minute: 16, subscriber })).toEqual({ kind: 'ready', to: at(6).toISOString() });
  });

  it('never where nothing would come: the subscriber is disabled or gone', () => {
    const disabled = { desired: 'disabled', disabledReason: 'endpoint-gone' } as const;
    expect(readiness({ minute: 10, subscriber: disabled })).toEqual({
      kind: 'never',
      why: 'The subscriber sub_1 is disabled (endpoint-gone): its events do not come.',
    });
    const lags = { now: at(10), archiveLagMs: 0 };
    expect(replayReadiness(JOB, undefined, lags)).toEqual({ kind: 'never', why: 'The subscriber sub_1 is deleted.' });
  });

  it('not for ever later: a subscriber that cannot be provisioned has an hour', () => {
    const failure = { step: 'rule', message: 'There are 300 rules.', at: '' };
    const subscriber = { status: 'failed', failure } as const;
    const why = 'The subscriber sub_1 could not be provisioned: There are 300 rules.';
    expect(readiness({ minute: 59, subscriber })).toEqual({ kind: 'not-yet', why });
    expect(readiness({ minute: 60, subscriber })).toEqual({ kind: 'never', why });
  });
});

describe('a replay under way', () => {
  it.each([
    [0, 2],
    [15, 15],
    [60, 60],
    [60 * 24, 300],
  ])('of %d minutes is looked at again after %d seconds', (minutes, seconds) => {
    expect(nextLookSeconds(JOB, at(minutes))).toBe(seconds);
  });

  it('for two days and nights is looked at less often than its message can be received', () => {
    let looks = 0;
    for (let ms = 0; ms < 48 * 60 * MINUTE_MS; looks++) {
      ms += 1000 * nextLookSeconds(JOB, new Date(at(0).getTime() + ms));
    }
    expect(looks).toBeLessThan(1000);
  });
});
