import { randomBytes } from 'node:crypto';
import {
  DeleteRuleCommand,
  DisableRuleCommand,
  PutRuleCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { InvokeCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsCall } from '../../local/aws/fault.ts';
import { StackTables } from '../stack-tables.ts';
import { TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { SubscriberResourcesView } from './subscriber-resources.ts';

interface Finding {
  readonly subscriberId: string;
  readonly steps: readonly string[];
}

interface Summary {
  readonly subscribers: number;
  readonly drifted: readonly Finding[];
  readonly orphans: readonly Finding[];
}

let fanfare: TestPlatform;
let resources: SubscriberResourcesView;
let tables: StackTables;
/** Told of each call the sweep makes, before it is let through. */
let onSweepCall: (action: string) => Promise<void> = async () => {};
beforeAll(async () => {
  const onAwsCall = async ({ caller, action }: AwsCall) => {
    if (caller === 'fanfare-local-sweep') await onSweepCall(action);
    return 'pass' as const;
  };
  fanfare = await TestPlatform.start({}, { onAwsCall });
  resources = new SubscriberResourcesView(fanfare);
  tables = new StackTables(fanfare.platform.awsUrl);
});
afterAll(() => fanfare.stop());

const ruleOf = (id: string) => ({ Name: `fanfare-local-${id}`, EventBusName: fanfare.bus });

async function sweep(): Promise<Summary> {
  const answer = await resources.lambda.send(new InvokeCommand({ FunctionName: 'fanfare-local-sweep' }));
  const text = Buffer.from(answer.Payload ?? []).toString();
  if (answer.FunctionError) throw new Error(text);
  return JSON.parse(text) as Summary;
}

/** How often `provision` has brought it to what it desires. */
const provisioned = (id: string) =>
  fanfare.log.filter(({ subscriberId, message }) => subscriberId === id && message === 'provisioned').length;

const newId = () => `sub_${randomBytes(16).toString('hex')}`;
const sorted = (findings: readonly Finding[]) =>
  [...findings].sort((a, b) => a.subscriberId.localeCompare(b.subscriberId));

/** What an operator's subscriber hears of one. */
const toldOf = (id: string) =>
  until(`the operator to hear of ${id}`, () => {
    const bodies = fanfare.endpoint.at('/operator').map(({ body }) => body.toString());
    const heard = bodies.find((body) => body.includes(id));
    return heard !== undefined && (JSON.parse(heard) as { data: unknown }).data;
  });

const said = (id: string, message: string) =>
  fanfare.log.filter(
    (line) => line.functionName === 'fanfare-local-sweep' && line.subscriberId === id && line.message === message,
  );

/** By hand, as an operator would in the AWS console. */
const byHand = {
  removeTarget: (id: string) => {
    const { Name: Rule, EventBusName } = ruleOf(id);
    return fanfare.events.send(new RemoveTargetsCommand({ Rule, EventBusName, Ids: ['queue'] }));
  },
  deleteRule: async (id: string) => {
    await byHand.removeTarget(id);
    await fanfare.events.send(new DeleteRuleCommand(ruleOf(id)));
  },
  disableRule: (id: string) => fanfare.events.send(new DisableRuleCommand(ruleOf(id))),
  changePattern: (id: string) =>
    fanfare.events.send(new PutRuleCommand({ ...ruleOf(id), EventPattern: '{"source":["nobody"]}' })),
  deleteMapping: (id: string) => resources.removeMapping(id),
  disableMapping: async (id: string) => {
    const { UUID } = await resources.settledMapping(id, 'Enabled');
    await resources.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
  },
  deleteQueue: (id: string) => fanfare.sqs.send(new DeleteQueueCommand({ QueueUrl: fanfare.queueUrl(id) })),
  deleteDeadLetterQueue: (id: string) =>
    fanfare.sqs.send(new DeleteQueueCommand({ QueueUrl: fanfare.queueUrl(id, '-dlq') })),
};

const CASES: [keyof typeof byHand, string[]][] = [
  ['removeTarget', ['target']],
  ['deleteRule', ['rule', 'target']],
  ['disableRule', ['rule']],
  ['changePattern', ['rule']],
  ['deleteMapping', ['mapping']],
  ['disableMapping', ['mapping']],
  ['deleteQueue', ['queue']],
  ['deleteDeadLetterQueue', ['dead-letter-queue']],
];

describe('on a healthy stage', () => {
  it('the sweep finds nothing, whatever state subscribers are in', async () => {
    const [, paused = '', disabled = '', pulled = ''] = await Promise.all(
      ['/whole', '/paused', '/disabled', '/pulled'].map(async (path) => {
        const { id } = await fanfare.subscribe(path, { eventTypes: [`healthy${path.slice(1)}.*`] });
        return id;
      }),
    );
    await fanfare.api('POST', `/v1/subscribers/${paused}/pause`);
    await fanfare.api('POST', `/v1/subscribers/${disabled}/disable`);
    await fanfare.api('PATCH', `/v1/subscribers/${pulled}`, { mode: 'pull', url: null });
    await until('all to be settled', () => [paused, disabled, pulled].every((id) => provisioned(id) === 2));
    // Four of ours and the platform's demo.
    expect(await sweep()).toEqual({ subscribers: 5, drifted: [], orphans: [] });
    expect(await fanfare.subscriber(paused)).not.toHaveProperty('drift');
  });
});

describe('what was changed by hand', () => {
  let summary: Summary;
  const changed = new Map<string, { readonly id: string; readonly whole: unknown }>();
  const of = (what: string) => changed.get(what) ?? { id: '', whole: undefined };

  beforeAll(async () => {
    await fanfare.subscribe('/operator', { eventTypes: ['fanfare.subscriber.*'] });
    await fanfare.subscribe('/everything', { eventTypes: ['*'] });
    await Promise.all(
      CASES.map(async ([what]) => {
        const { id } = await fanfare.subscribe(`/${what}`, { eventTypes: ['drift.*'] });
        changed.set(what, { id, whole: await resources.all(id) });
        await byHand[what](id);
      }),
    );
    summary = await sweep();
  });

  it('is found, and nothing else', () => {
    const expected = CASES.map(([what, steps]) => ({ subscriberId: of(what).id, steps }));
    expect(sorted(summary.drifted)).toEqual(sorted(expected));
    expect(summary.orphans).toEqual([]);
  });

  it.each(CASES)('(%s) is repaired, and told in the view, in the log and by an event', async (what, steps) => {
    const { id, whole } = of(what);
    await until(`${id} to be repaired`, () => provisioned(id) === 2);
    expect(await resources.all(id)).toEqual(whole);
    const time: unknown = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(await fanfare.subscriber(id)).toMatchObject({ status: 'active', version: 1, drift: { steps, at: time } });
    expect(said(id, 'drifted')).toMatchObject([{ level: 'WARN', steps }]);
    expect(await toldOf(id)).toEqual({ subscriberId: id, steps });
  });

  it('is told to nobody who only takes all events', () => {
    expect(fanfare.endpoint.at('/everything')).toEqual([]);
  });

  it('is not found again', async () => {
    expect(await sweep()).toMatchObject({ drifted: [], orphans: [] });
  });
});

describe('what belongs to nobody', () => {
  it('is removed and told', async () => {
    const { id: lost } = await fanfare.subscribe('/lost', { eventTypes: ['lost.*'] });
    await tables.client.send(new DeleteCommand({ TableName: await tables.name('Subscribers'), Key: { id: lost } }));
    const [rule, queue] = [newId(), newId()];
    await fanfare.events.send(new PutRuleCommand({ ...ruleOf(rule), EventPattern: '{"source":["nobody"]}' }));
    await fanfare.sqs.send(new CreateQueueCommand({ QueueName: `fanfare-local-${queue}-dlq` }));
    const orphans = [
      { subscriberId: lost, steps: ['dead-letter-queue', 'queue', 'mapping', 'rule', 'target'] },
      { subscriberId: rule, steps: ['rule'] },
      { subscriberId: queue, steps: ['dead-letter-queue'] },
    ];
    const summary = await sweep();
    expect({ ...summary, orphans: sorted(summary.orphans) }).toMatchObject({ drifted: [], orphans: sorted(orphans) });
    for (const { subscriberId: id, steps } of orphans) {
      await until(`nothing to be left of ${id}`, async () => (await resources.left(id)).length === 0);
      expect(said(id, 'orphaned')).toMatchObject([{ level: 'WARN', steps }]);
      expect(await toldOf(id)).toEqual({ subscriberId: id, steps, orphan: true });
    }
  });

  it('stays when it only looks like it', async () => {
    const others = [`fanfare-local-${newId()}-backup`, `fanfare-local2-${newId()}`];
    for (const QueueName of others) await fanfare.sqs.send(new CreateQueueCommand({ QueueName }));
    expect(await sweep()).toMatchObject({ drifted: [], orphans: [] });
  });
});

describe('a subscriber that changes while the sweep is at work', () => {
  /** Does something once, when the sweep makes this call, and only then lets it through. */
  const meanwhile = (action: string, change: () => Promise<unknown>) => {
    let isDone = false;
    onSweepCall = async (call) => {
      if (call !== action || isDone) return;
      isDone = true;
      await change();
    };
  };

  it('is no orphan when it registers in between', async () => {
    meanwhile('ListQueues', () => fanfare.subscribe('/newcomer', { eventTypes: ['newcomer.*'] }));
    expect(await sweep()).toMatchObject({ drifted: [], orphans: [] });
    expect(fanfare.endpoint.at('/operator').some(({ body }) => body.includes('newcomer'))).toBe(false);
  });

  it('has not drifted when what it desires has changed before it was read again', async () => {
    const { id } = await fanfare.subscribe('/changing', { eventTypes: ['changing.*'] });
    await byHand.removeTarget(id);
    meanwhile('GetItem', async () => {
      await fanfare.api('PATCH', `/v1/subscribers/${id}`, { eventTypes: ['changed.*'] });
      await until('the change', async () => (await fanfare.subscriber(id)).status === 'active');
    });
    expect(await sweep()).toMatchObject({ drifted: [], orphans: [] });
    expect(await fanfare.subscriber(id)).not.toHaveProperty('drift');
  });
});
