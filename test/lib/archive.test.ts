import { describe, expect, it } from 'vitest';
import { replayName } from '../../core/replay-name.ts';
import { isAllowed } from '../../local/iam/policy.ts';
import { SynthesizedStack } from './synthesized-stack.ts';

const prod = new SynthesizedStack('prod');
const without = new SynthesizedStack('prod', { archiveRetentionDays: '0' });

const environments = (stack: SynthesizedStack, name: string) =>
  stack.ofType('AWS::Lambda::Function').flatMap(([, { Properties }]) => {
    const { Variables } = (Properties.Environment ?? {}) as { Variables?: Record<string, string> };
    return Variables?.[name] === undefined ? [] : [Variables[name]];
  });

describe('the archive', () => {
  it('keeps every event of the bus for thirty days, or as long as the stage says', () => {
    const archive = {
      ArchiveName: 'fanfare-prod',
      SourceArn: 'arn:aws:events:us-east-1:000000000000:event-bus/fanfare-prod',
    };
    const [[, kept] = []] = prod.ofType('AWS::Events::Archive');
    expect(kept?.Properties).toMatchObject({ ...archive, RetentionDays: 30 });
    expect(kept?.Properties).not.toHaveProperty('EventPattern');
    const [[, week] = []] = new SynthesizedStack('prod', { archiveRetentionDays: '7' }).ofType('AWS::Events::Archive');
    expect(week?.Properties).toMatchObject({ ...archive, RetentionDays: 7 });
  });

  it('gets what was published within ten minutes, the local stage’s at once', () => {
    expect(environments(prod, 'ARCHIVE_LAG_SECONDS')).toEqual(['600']);
    expect(environments(new SynthesizedStack('local'), 'ARCHIVE_LAG_SECONDS')).toEqual(['0']);
  });
});

const policies = (of: string) =>
  prod
    .statements()
    .flatMap(({ role, statement }) => (role.startsWith(`Fanfare-prod-${of}`) ? [{ Statement: statement }] : []));
const arn = (resource: string) => `arn:aws:events:us-east-1:000000000000:${resource}`;

describe('`jobs`', () => {
  const id = 'rpl_0193e5a1b2c3deadbeef';
  const may = (action: string, resource: string) => isAllowed(policies('Jobs'), { action, resource, context: {} });

  it('may replay to its own stage, by names of its own', () => {
    for (const action of ['events:StartReplay', 'events:DescribeReplay', 'events:CancelReplay']) {
      expect(may(action, arn(`replay/${replayName({ stage: 'prod', id, mode: 'new' })}`))).toBe('allowed');
      for (const stage of ['prod-eu', 'pro']) {
        expect(may(action, arn(`replay/${replayName({ stage, id, mode: 'new' })}`))).not.toBe('allowed');
      }
    }
    for (const kind of ['event-bus', 'archive']) {
      expect(may('events:StartReplay', arn(`${kind}/fanfare-prod`))).toBe('allowed');
      expect(may('events:StartReplay', arn(`${kind}/fanfare-prod-eu`))).not.toBe('allowed');
    }
  });
});

describe('`api`', () => {
  it('may ask how old its own archive is', () => {
    const may = (resource: string) =>
      isAllowed(policies('ControlApi'), { action: 'events:DescribeArchive', resource: arn(resource), context: {} });
    expect(may('archive/fanfare-prod')).toBe('allowed');
    expect(may('archive/fanfare-prod-eu')).not.toBe('allowed');
    expect(environments(prod, 'ARCHIVE_NAME')).toEqual(['fanfare-prod']);
    expect(environments(without, 'ARCHIVE_NAME')).toEqual(['']);
  });
});

describe('a stage that archives nothing', () => {
  it('has no archive, and nobody who may replay', () => {
    expect(without.ofType('AWS::Events::Archive')).toEqual([]);
    expect(JSON.stringify(without.statements())).not.toMatch(/Replay/);
    expect(environments(without, 'ARCHIVE_ARN')).toEqual(['']);
    expect(environments(without, 'ARCHIVE_RETENTION_DAYS')).toEqual(['0']);
  });
});
