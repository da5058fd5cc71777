/** Does the local EventBridge answer as EventBridge documents it? */
import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListConnectionsCommand,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  TestEventPatternCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Endpoint, startEndpoint } from '../../local/aws/endpoint.ts';
import { EventBridge } from '../../local/eventbridge/eventbridge.ts';
import { openState } from '../../local/state.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:orders';
const BUS = 'shop';
const NOW = Date.parse('2026-11-05T10:20:30.456Z');
const ANY = '{"source":[{"prefix":""}]}';

let endpoint: Endpoint;
let eventBridge: EventBridge;
let client: EventBridgeClient;
let delivered: { arn: string; event: string }[];
let buses = 0;

beforeAll(async () => {
  eventBridge = new EventBridge({
    db: openState(undefined, 'eventbridge'),
    deliver: ({ arn }, event) => {
      delivered.push({ arn, event });
    },
    now: () => NOW,
  });
  endpoint = await startEndpoint({ json: [eventBridge], rest: [] }, { host: '127.0.0.1', port: 0 });
  client = new EventBridgeClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  await client.send(new CreateEventBusCommand({ Name: BUS }));
});

afterAll(async () => {
  client.destroy();
  await eventBridge.stop();
  await endpoint.stop();
});

beforeEach(() => {
  delivered = [];
});

async function newBus(): Promise<string> {
  const Name = `bus-${buses++}`;
  await client.send(new CreateEventBusCommand({ Name }));
  return Name;
}

async function newRule(EventPattern: string, arns: string[] = [QUEUE], bus?: string): Promise<string> {
  const EventBusName = bus ?? (await newBus());
  await client.send(new PutRuleCommand({ Name: 'rule', EventBusName, EventPattern }));
  const Targets = arns.map((Arn, index) => ({ Id: `t${index}`, Arn }));
  await client.send(new PutTargetsCommand({ Rule: 'rule', EventBusName, Targets }));
  return EventBusName;
}

function put(...entries: PutEventsRequestEntry[]) {
  return client.send(new PutEventsCommand({ Entries: entries }));
}

function entry(EventBusName: string, more: PutEventsRequestEntry = {}): PutEventsRequestEntry {
  return { EventBusName, Source: 'shop', DetailType: 'order.paid', Detail: '{}', ...more };
}

describe('event buses', () => {
  it('exist by name and ARN, the default one from the start', async () => {
    const { EventBusArn } = await client.send(new CreateEventBusCommand({ Name: 'made', Description: 'of the shop' }));
    expect(EventBusArn).toBe('arn:aws:events:us-east-1:000000000000:event-bus/made');
    expect(await client.send(new DescribeEventBusCommand({ Name: EventBusArn }))).toMatchObject({
      Name: 'made',
      Arn: EventBusArn,
      Description: 'of the shop',
      CreationTime: new Date(NOW),
    });
    expect(await client.send(new DescribeEventBusCommand({}))).toMatchObject({ Name: 'default' });
  });

  it('cannot be made twice', async () => {
    const again = client.send(new CreateEventBusCommand({ Name: BUS }));
    await expect(again).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'Event bus shop already exists.',
    });
  });

  it('are listed by prefix and page', async () => {
    for (const Name of ['listed-a', 'listed-b', 'listed-c']) await client.send(new CreateEventBusCommand({ Name }));
    const first = await client.send(new ListEventBusesCommand({ NamePrefix: 'listed-', Limit: 2 }));
    const next = { NamePrefix: 'listed-', Limit: 2, NextToken: first.NextToken };
    const second = await client.send(new ListEventBusesCommand(next));
    expect(first.EventBuses?.map(({ Name }) => Name)).toEqual(['listed-a', 'listed-b']);
    expect(second.EventBuses?.map(({ Name }) => Name)).toEqual(['listed-c']);
    expect(second.NextToken).toBeUndefined();
  });

  it('are deleted only without rules; deleting again succeeds', async () => {
    const EventBusName = await newBus();
    await client.send(new PutRuleCommand({ Name: 'r', EventBusName, EventPattern: ANY }));
    const refused = client.send(new DeleteEventBusCommand({ Name: EventBusName }));
    await expect(refused).rejects.toMatchObject({ name: 'ValidationException' });
    await client.send(new DeleteRuleCommand({ Name: 'r', EventBusName }));
    await client.send(new DeleteEventBusCommand({ Name: EventBusName }));
    await client.send(new DeleteEventBusCommand({ Name: EventBusName }));
    const gone = client.send(new DescribeEventBusCommand({ Name: EventBusName }));
    await expect(gone).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Event bus ${EventBusName} does not exist.`,
    });
    const kept = client.send(new DeleteEventBusCommand({ Name: 'default' }));
    await expect(kept).rejects.toMatchObject({ message: 'Cannot delete event bus default.' });
  });
});

describe('rules', () => {
  it('have an ARN with their bus, unless it is the default one', async () => {
    const rule = { Name: 'arn', EventPattern: ANY };
    const onBus = await client.send(new PutRuleCommand({ ...rule, EventBusName: BUS }));
    expect(onBus.RuleArn).toBe('arn:aws:events:us-east-1:000000000000:rule/shop/arn');
    const onDefault = await client.send(new PutRuleCommand(rule));
    expect(onDefault.RuleArn).toBe('arn:aws:events:us-east-1:000000000000:rule/arn');
  });

  it('lose what a second PutRule leaves out', async () => {
    const rule = { Name: 'replaced', EventBusName: BUS, EventPattern: ANY };
    await client.send(new PutRuleCommand({ ...rule, Description: 'first', State: 'DISABLED' }));
    await client.send(new PutRuleCommand(rule));
    const described = await client.send(new DescribeRuleCommand({ Name: 'replaced', EventBusName: BUS }));
    expect(described).toMatchObject({ State: 'ENABLED', EventPattern: ANY, CreatedBy: '000000000000' });
    expect(described.Description).toBeUndefined();
  });

  it('are refused with an invalid pattern, a schedule, an unknown bus or a long pattern', async () => {
    const rule = { Name: 'refused', EventBusName: BUS };
    const putting = (more: object) => client.send(new PutRuleCommand({ ...rule, ...more }));
    await expect(putting({ EventPattern: '{"source":"x"}' })).rejects.toMatchObject({
      name: 'InvalidEventPatternException',
      message: 'Event pattern is not valid. Reason: "source" must be an object or an array',
    });
    await expect(putting({ ScheduleExpression: 'rate(1 minute)' })).rejects.toThrow(
      /does not support ScheduleExpression/,
    );
    await expect(putting({})).rejects.toThrow('Parameter(s) EventPattern or ScheduleExpression must be specified.');
    await expect(putting({ EventPattern: ANY, EventBusName: 'nowhere' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const long = `{"source":["${'x'.repeat(4096)}"]}`;
    await expect(putting({ EventPattern: long })).rejects.toThrow(/length less than or equal to 4096/);
  });

  it('are listed by prefix and page, and found by target', async () => {
    const EventBusName = await newBus();
    for (const Name of ['a-1', 'a-2', 'b-1']) {
      await client.send(new PutRuleCommand({ Name, EventBusName, EventPattern: ANY }));
    }
    const first = await client.send(new ListRulesCommand({ EventBusName, NamePrefix: 'a-', Limit: 1 }));
    const token = { EventBusName, NamePrefix: 'a-', NextToken: first.NextToken };
    const rest = await client.send(new ListRulesCommand(token));
    expect([...(first.Rules ?? []), ...(rest.Rules ?? [])].map(({ Name }) => Name)).toEqual(['a-1', 'a-2']);

    const Targets = [{ Id: 'q', Arn: QUEUE }];
    await client.send(new PutTargetsCommand({ Rule: 'b-1', EventBusName, Targets }));
    const found = await client.send(new ListRuleNamesByTargetCommand({ TargetArn: QUEUE, EventBusName }));
    expect(found.RuleNames).toEqual(['b-1']);
  });

  it('are at most 300 on a bus, 30 of them with wildcard', async () => {
    const EventBusName = await newBus();
    const wildcard = '{"source":[{"anything-but":{"wildcard":"a*"}}]}';
    const rules = Array.from({ length: 300 }, (_, index) => ({
      Name: `r${index}`,
      EventBusName,
      EventPattern: index < 30 ? wildcard : ANY,
    }));
    await Promise.all(rules.map((rule) => client.send(new PutRuleCommand(rule))));
    const more = client.send(new PutRuleCommand({ Name: 'more', EventBusName, EventPattern: ANY }));
    await expect(more).rejects.toMatchObject({ name: 'LimitExceededException' });
    const wilder = client.send(new PutRuleCommand({ Name: 'r99', EventBusName, EventPattern: wildcard }));
    await expect(wilder).rejects.toMatchObject({ name: 'LimitExceededException' });
    await client.send(new PutRuleCommand({ Name: 'r0', EventBusName, EventPattern: wildcard }));
  });

  it('are deleted only without targets; deleting again succeeds', async () => {
    const EventBusName = await newRule(ANY);
    const refused = client.send(new DeleteRuleCommand({ Name: 'rule', EventBusName }));
    await expect(refused).rejects.toThrow("Rule can't be deleted since it has targets.");
    await client.send(new RemoveTargetsCommand({ Rule: 'rule', EventBusName, Ids: ['t0'] }));
    await client.send(new DeleteRuleCommand({ Name: 'rule', EventBusName }));
    await client.send(new DeleteRuleCommand({ Name: 'rule', EventBusName }));
    const gone = client.send(new DescribeRuleCommand({ Name: 'rule', EventBusName }));
    await expect(gone).rejects.toThrow(`Rule rule does not exist on EventBus ${EventBusName}.`);
  });
});

describe('targets', () => {
  it('keep their settings and are replaced by id', async () => {
    const EventBusName = await newRule(ANY);
    const target = {
      Id: 't0',
      Arn: `${QUEUE}.fifo`,
      SqsParameters: { MessageGroupId: 'g' },
      RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 },
      DeadLetterConfig: { Arn: QUEUE },
    };
    await client.send(new PutTargetsCommand({ Rule: 'rule', EventBusName, Targets: [target] }));
    const { Targets } = await client.send(new ListTargetsByRuleCommand({ Rule: 'rule', EventBusName }));
    expect(Targets).toEqual([target]);
  });

  it('are at most five a rule', async () => {
    const EventBusName = await newRule(ANY);
    const Targets = ['a', 'b', 'c', 'd', 'e'].map((Id) => ({ Id, Arn: QUEUE }));
    const many = client.send(new PutTargetsCommand({ Rule: 'rule', EventBusName, Targets }));
    await expect(many).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  it('fail one by one', async () => {
    const EventBusName = await newRule(ANY, [QUEUE]);
    const Targets = [
      { Id: 'lambda', Arn: 'arn:aws:lambda:us-east-1:000000000000:function:f' },
      { Id: 'input', Arn: QUEUE, Input: '{}' },
      { Id: 'age', Arn: QUEUE, RetryPolicy: { MaximumEventAgeInSeconds: 5 } },
      { Id: 'good', Arn: QUEUE },
    ];
    const answer = await client.send(new PutTargetsCommand({ Rule: 'rule', EventBusName, Targets }));
    expect(answer.FailedEntryCount).toBe(3);
    expect(answer.FailedEntries?.map(({ TargetId }) => TargetId)).toEqual(['lambda', 'input', 'age']);
    const removed = await client.send(new RemoveTargetsCommand({ Rule: 'rule', EventBusName, Ids: ['good', 'none'] }));
    expect(removed.FailedEntries).toMatchObject([{ TargetId: 'none', ErrorCode: 'ResourceNotFoundException' }]);
    const left = await client.send(new ListTargetsByRuleCommand({ Rule: 'rule', EventBusName }));
    expect(left.Targets?.map(({ Id }) => Id)).toEqual(['t0']);
  });
});

describe('tags', () => {
  it('are put at creation, added, removed and listed on rules and buses', async () => {
    const Tags = [{ Key: 'stage', Value: 'test' }];
    const { RuleArn = '' } = await client.send(
      new PutRuleCommand({ Name: 'tagged', EventBusName: BUS, EventPattern: ANY, Tags }),
    );
    await client.send(new TagResourceCommand({ ResourceARN: RuleArn, Tags: [{ Key: 'team', Value: 'a' }] }));
    await client.send(new UntagResourceCommand({ ResourceARN: RuleArn, TagKeys: ['stage'] }));
    const listed = await client.send(new ListTagsForResourceCommand({ ResourceARN: RuleArn }));
    expect(listed.Tags).toEqual([{ Key: 'team', Value: 'a' }]);
    const nobody = new ListTagsForResourceCommand({ ResourceARN: `${RuleArn}-x` });
    await expect(client.send(nobody)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('TestEventPattern', () => {
  const event = {
    id: '1',
    account: '0',
    source: 'shop',
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: [],
    'detail-type': 'order.paid',
    detail: { amount: 5 },
  };
  const test = (EventPattern: string, Event: unknown) =>
    client.send(new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(Event) }));

  it('says whether a pattern matches', async () => {
    expect(await test('{"detail":{"amount":[{"numeric":[">",4]}]}}', event)).toMatchObject({ Result: true });
    expect(await test('{"detail":{"amount":[{"numeric":[">",5]}]}}', event)).toMatchObject({ Result: false });
  });

  it('refuses an event without the required fields', async () => {
    await expect(test(ANY, { ...event, region: undefined })).rejects.toThrow(/Parameter Event is not valid.*region/);
    await expect(test(ANY, 'text')).rejects.toThrow('Parameter Event is not valid.');
  });
});

describe('PutEvents', () => {
  it("delivers the publisher's own Detail text in the envelope", async () => {
    const bus = await newRule(ANY);
    const Detail = '{ "b": 9007199254740993, "a": 1.0, "b2":"\\u00e9", "a":2 }\n';
    const { Entries } = await put(entry(bus, { Detail, Resources: ['arn:x'], DetailType: 'order "paid"' }));
    const id = Entries?.[0]?.EventId;
    expect(delivered).toEqual([
      {
        arn: QUEUE,
        event:
          `{"version":"0","id":"${id}","detail-type":"order \\"paid\\"","source":"shop","account":"000000000000",` +
          `"time":"2026-11-05T10:20:30Z","region":"us-east-1","resources":["arn:x"],"detail":${Detail}}`,
      },
    ]);
  });

  it('takes the time of the entry, and the bus by ARN', async () => {
    const bus = await newRule('{"time":[{"prefix":"2020-02-02"}]}');
    const EventBusName = `arn:aws:events:us-east-1:000000000000:event-bus/${bus}`;
    await put(entry(EventBusName, { Time: new Date('2020-02-02T02:02:02.999Z') }));
    expect(JSON.parse(delivered[0]?.event ?? '')).toMatchObject({ time: '2020-02-02T02:02:02Z' });
  });

  it('sends an event to every target of every enabled rule that matches', async () => {
    const bus = await newRule('{"detail-type":["order.paid"]}', [QUEUE, `${QUEUE}-2`]);
    await client.send(new PutRuleCommand({ Name: 'other', EventBusName: bus, EventPattern: '{"source":["x"]}' }));
    const Targets = [{ Id: 'o', Arn: `${QUEUE}-other` }];
    await client.send(new PutTargetsCommand({ Rule: 'other', EventBusName: bus, Targets }));
    await put(entry(bus), entry(bus, { DetailType: 'order.lost' }));
    expect(delivered.map(({ arn }) => arn)).toEqual([QUEUE, `${QUEUE}-2`]);

    await client.send(new DisableRuleCommand({ Name: 'rule', EventBusName: bus }));
    await put(entry(bus));
    expect(delivered).toHaveLength(2);
    await client.send(new EnableRuleCommand({ Name: 'rule', EventBusName: bus }));
    await put(entry(bus));
    expect(delivered).toHaveLength(4);
  });

  it('finds rules by type, prefix of type, or neither, each rule once', async () => {
    const patterns = [
      '{"detail-type":["order.paid","order.lost"]}',
      '{"detail-type":[{"prefix":"order."},{"prefix":"order.p"}]}',
      '{"detail-type":[{"prefix":""}]}',
      '{"detail-type":[{"suffix":"paid"}]}',
      '{"detail-type":["nothing",{"exists":true}]}',
      '{"$or":[{"detail-type":["nothing"]},{"source":["shop"]}]}',
    ];
    const bus = await newBus();
    for (const [index, EventPattern] of [...patterns, '{"detail-type":["order"]}'].entries()) {
      await client.send(new PutRuleCommand({ Name: `r${index}`, EventBusName: bus, EventPattern }));
      const Targets = [{ Id: 't', Arn: `${QUEUE}-${index}` }];
      await client.send(new PutTargetsCommand({ Rule: `r${index}`, EventBusName: bus, Targets }));
    }
    await put(entry(bus));
    expect(delivered.map(({ arn }) => arn).sort()).toEqual(patterns.map((_, index) => `${QUEUE}-${index}`));
  });

  it('matches integers beyond 2^53 to their last digit', async () => {
    const bus = await newRule('{"detail":{"n":[9007199254740993]}}');
    await put(entry(bus, { Detail: '{"n":9007199254740992}' }), entry(bus, { Detail: '{"n":9007199254740993}' }));
    expect(delivered).toHaveLength(1);
  });

  it('fails entries one by one, in order', async () => {
    const bus = await newRule(ANY);
    const without = (key: string) => ({ ...entry(bus), [key]: undefined });
    const answer = await put(
      without('Source'),
      without('DetailType'),
      without('Detail'),
      entry(bus),
      entry(bus, { Detail: '{"a":1' }),
      entry(bus, { Detail: '["a"]' }),
      entry(bus, { Detail: '{"a":01}' }),
      entry(bus, { Source: 'aws.ec2' }),
    );
    expect(answer.FailedEntryCount).toBe(7);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'InvalidArgument',
      'InvalidArgument',
      'InvalidArgument',
      undefined,
      'MalformedDetail',
      'MalformedDetail',
      'MalformedDetail',
      'NotAuthorizedForSourceException',
    ]);
    expect(answer.Entries?.[0]?.ErrorMessage).toBe(
      'Parameter Source is not valid. Reason: Source is a required argument.',
    );
    expect(delivered).toHaveLength(1);
  });

  it('accepts an event for a bus that does not exist, and drops it', async () => {
    const answer = await put(entry('nowhere'));
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
    expect(delivered).toEqual([]);
  });

  it('refuses eleven entries, and a request of 1 MB', async () => {
    await expect(put(...Array.from({ length: 11 }, () => entry(BUS)))).rejects.toThrow(/less than or equal to 10/);
    const Detail = JSON.stringify({ a: 'x'.repeat(524_288) });
    await expect(put(entry(BUS, { Detail }), entry(BUS, { Detail }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Total size of the entries in the request is over the limit.',
    });
  });
});

it('refuses what is not there yet by its name', async () => {
  await expect(client.send(new ListConnectionsCommand({}))).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: 'The local EventBridge does not support ListConnections.',
  });
});
