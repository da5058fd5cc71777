/** Are functions invoked by the clock as EventBridge's scheduled rules invoke them? */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rateMs, Schedules } from '../../local/eventbridge/schedules.ts';
import { openState } from '../../local/state.ts';
import type { LocalAccount } from '../../local/template/account.ts';
import { type Instance, instantiate } from '../../local/template/instantiate.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:sweep';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let invoked: { functionArn: string; event: Record<string, unknown> }[];
let schedules: Schedules;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-20T12:00:00.250Z') });
  invoked = [];
  schedules = new Schedules({
    invoke: async (functionArn, event) => invoked.push({ functionArn, event: JSON.parse(event) }),
  });
});
afterEach(() => {
  schedules.stop();
  vi.useRealTimers();
});

/** Makes a template's rule; answers what it is known by. */
async function rule(properties: Record<string, unknown>): Promise<Instance['outputs']> {
  const Properties = { ScheduleExpression: 'rate(5 minutes)', ...properties };
  const template = {
    Resources: { Sweep: { Type: 'AWS::Events::Rule', Properties } },
    Outputs: { Name: { Value: { Ref: 'Sweep' } }, Arn: { Value: { 'Fn::GetAtt': ['Sweep', 'Arn'] } } },
  };
  const account = { schedules, state: openState(undefined, 'platform') } as Partial<LocalAccount> as LocalAccount;
  return (await instantiate(template, 'Fanfare-local', account)).outputs;
}
const Targets = [{ Id: 'Target0', Arn: FUNCTION }];

describe('a scheduled rule', () => {
  it('invokes its function at its rate, first after one interval', async () => {
    await rule({ Targets });
    schedules.start();
    vi.advanceTimersByTime(5 * MINUTE - 1);
    expect(invoked).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(invoked).toHaveLength(1);
    vi.advanceTimersByTime(10 * MINUTE);
    expect(invoked).toHaveLength(3);
    schedules.stop();
    vi.advanceTimersByTime(DAY);
    expect(invoked).toHaveLength(3);
  });

  it('sends a Scheduled Event', async () => {
    await rule({ Targets });
    schedules.start();
    vi.advanceTimersByTime(5 * MINUTE);
    expect(invoked).toEqual([
      {
        functionArn: FUNCTION,
        event: {
          version: '0',
          id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
          'detail-type': 'Scheduled Event',
          source: 'aws.events',
          account: '000000000000',
          time: '2026-11-20T12:05:00Z',
          region: 'us-east-1',
          resources: ['arn:aws:events:us-east-1:000000000000:rule/Fanfare-local-Sweep'],
          detail: {},
        },
      },
    ]);
  });

  it('may be rarer than a timer can wait', async () => {
    await rule({ Targets, ScheduleExpression: 'rate(30 days)' });
    schedules.start();
    vi.advanceTimersByTime(30 * DAY - 1);
    expect(invoked).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(invoked).toHaveLength(1);
  });

  it('does not make up for what a machine that slept has missed', async () => {
    await rule({ Targets });
    schedules.start();
    vi.setSystemTime(Date.now() + 12 * MINUTE);
    vi.advanceTimersByTime(5 * MINUTE);
    expect(invoked).toHaveLength(1);
    vi.advanceTimersByTime(3 * MINUTE);
    expect(invoked).toHaveLength(2);
  });

  it('is known by its name and ARN', async () => {
    const Arn = 'arn:aws:events:us-east-1:000000000000:rule/hourly';
    expect(await rule({ Targets, Name: 'hourly' })).toEqual({ Name: 'hourly', Arn });
  });

  it('that is disabled does nothing', async () => {
    await rule({ Targets, State: 'DISABLED' });
    schedules.start();
    vi.advanceTimersByTime(DAY);
    expect(invoked).toEqual([]);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ Targets, ScheduleExpression: 'cron(0 * * * ? *)' }, 'not the schedule cron(0 * * * ? *)'],
    [{ EventPattern: {}, Targets }, 'not EventPattern of a rule'],
    [{ Targets, EventBusName: 'shop' }, 'not on the bus shop'],
    [{ Targets: [] }, 'not without a target'],
    [{ Targets: [...Targets, ...Targets] }, 'not with several targets'],
    [{ Targets: [{ ...Targets[0], Input: '{}' }] }, 'not Input of a target'],
    [{ Targets: [{ Id: 'q', Arn: 'arn:aws:sqs:us-east-1:000000000000:q' }] }, 'not the target arn:aws:sqs:'],
    [{ Targets, State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' }, 'not the state ENABLED_WITH'],
  ])('of another kind is refused: %j', async (properties, sentence) => {
    const made = rule(properties);
    await expect(made).rejects.toThrow('Sweep: the local platform knows rules that invoke one function at a rate, ');
    await expect(made).rejects.toThrow(sentence);
  });
});

it.each<[string, number | undefined]>([
  ['rate(1 minute)', MINUTE],
  ['rate(15 minutes)', 15 * MINUTE],
  ['rate(1 hour)', 60 * MINUTE],
  ['rate(7 days)', 7 * DAY],
  ...['rate(1 minutes)', 'rate(2 hour)', 'rate(0 minutes)', 'rate(5 seconds)', 'rate(1.5 hours)', 'hourly'].map(
    (each): [string, undefined] => [each, undefined],
  ),
])('%s is %s ms', (expression, ms) => {
  expect(rateMs(expression)).toBe(ms);
});
