import { describe, expect, it } from 'vitest';
import { eventDigest, readReplayName, replayName } from '../../core/replay-name.ts';

const id = 'rpl_0193e5a1b2c3deadbeef';
const stage = 'a-stage-of-16-ch';

describe('the name of a replay', () => {
  it('says what is replayed', () => {
    expect(replayName({ stage: 'prod', id, mode: 'new' })).toBe(`fanfare-prod-${id}-new`);
    expect(replayName({ stage: 'prod', id, mode: 'all', eventId: 'evt_1' })).toMatch(/-all\.[A-Za-z0-9_-]{10}$/);
  });

  it.each(['new', 'all'] as const)('is read as it was made: %s', (mode) => {
    expect(readReplayName(replayName({ stage, id, mode }))).toEqual({ id, mode });
  });

  it.each(['new', 'all'] as const)('is read as it was made: one event, %s', (mode) => {
    const read = readReplayName(replayName({ stage, id, mode, eventId: 'evt_1' }));
    expect(read).toEqual({ id, mode, digest: eventDigest('evt_1') });
    expect(eventDigest('evt_1')).not.toBe(eventDigest('evt_2'));
  });

  it('is one that EventBridge takes, whatever the stage', () => {
    const name = replayName({ stage, id, mode: 'all', eventId: 'evt_1' });
    expect(name.length).toBeLessThanOrEqual(64);
    expect(name).toMatch(/^[.\-_A-Za-z0-9]+$/);
  });

  it.each([
    'backfill-of-tuesday',
    `fanfare-prod-${id}`,
    `fanfare-prod-${id}-some`,
    `fanfare-prod-${id}-all.`,
    `fanfare-prod-${id}-new.tooshort1`.slice(0, -1),
    `fanfare-prod-${id}-one.0123456789`,
    `fanfare-prod-${id}-all-2`,
    `x-fanfare-prod-${id}-all`,
    'fanfare-prod-rpl_short-all',
  ])('%s is not one of ours', (name) => {
    expect(readReplayName(name)).toBeUndefined();
  });
});
