import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { isAllowed, type Statement } from '../../local/iam/policy.ts';
import { SynthesizedStack } from './synthesized-stack.ts';

const prod = new SynthesizedStack('prod');

describe('every function', () => {
  it('runs on arm64 and Node 24 and logs JSON, kept for a month', () => {
    prod.template.allResourcesProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      LoggingConfig: { LogFormat: 'JSON', LogGroup: Match.anyValue() },
    });
    prod.template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  it('has a role of its own', () => {
    const roles = prod.ofType('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Role);
    expect(new Set(roles).size).toBe(roles.length);
  });

  it('`deliver` outlives the longest attempt', () => {
    const [, deliver] = prod.ofType('AWS::Lambda::Function').find(([id]) => id.startsWith('Deliver')) ?? [];
    expect(deliver?.Properties.Timeout).toBeGreaterThan(30 + 10);
  });
});

describe('every table', () => {
  it('is billed by use', () => {
    prod.template.allResourcesProperties('AWS::DynamoDB::Table', { BillingMode: 'PAY_PER_REQUEST' });
  });

  it.each(['RecordsClaims', 'RecordsDeliveries'])('%s forgets by itself', (name) => {
    const [, table] = prod.ofType('AWS::DynamoDB::Table').find(([id]) => id.startsWith(name)) ?? [];
    expect(table?.Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
  });

  it('of subscribers tells of changes and can be taken back in time', () => {
    const [, table] = prod.ofType('AWS::DynamoDB::Table').find(([id]) => id.startsWith('RecordsSubscribers')) ?? [];
    expect(table?.Properties).toMatchObject({
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('of event types can be taken back in time', () => {
    const [, table] = prod.ofType('AWS::DynamoDB::Table').find(([id]) => id.startsWith('RecordsEventTypes')) ?? [];
    expect(table?.Properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });
});

describe('the retry queue of `provision`', () => {
  const [, queue] = prod.ofType('AWS::SQS::Queue').find(([id]) => id.startsWith('ProvisionRetries')) ?? [];
  const [, provision] = prod.ofType('AWS::Lambda::Function').find(([id]) => id.startsWith('Provision')) ?? [];

  it('keeps for two weeks, encrypted, and hides a message for six timeouts of its function', () => {
    expect(queue?.Properties).toMatchObject({
      QueueName: 'fanfare-prod-provision-retries',
      MessageRetentionPeriod: 14 * 86_400,
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 6 * (provision?.Properties.Timeout as number),
      RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:fanfare-prod-platform-dlq' },
    });
  });

  it('wakes `provision` a little at a time, message by message', () => {
    const mappings = prod.ofType('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
    const source = 'arn:aws:sqs:us-east-1:000000000000:fanfare-prod-provision-retries';
    expect(mappings.filter(({ EventSourceArn }) => EventSourceArn === source)).toMatchObject([
      {
        FunctionName: 'fanfare-prod-provision',
        BatchSize: 5,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      },
    ]);
  });
});

describe('every queue', () => {
  it('is spoken to over TLS only', () => {
    const denied = prod.ofType('AWS::SQS::QueuePolicy').flatMap(([, { Properties }]) => {
      const { PolicyDocument: document } = Properties as { PolicyDocument: { Statement: Statement[] } };
      const tls = document.Statement.find(({ Effect }) => Effect === 'Deny');
      expect(tls).toMatchObject({ Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
      return tls?.Resource ?? [];
    });
    const queues = prod.ofType('AWS::SQS::Queue').map(([, { Properties }]) => Properties.QueueName);
    expect(denied.map((arn) => arn.split(':').at(-1)).sort()).toEqual(queues.sort());
  });
});

describe('the API', () => {
  it('takes signed requests only', () => {
    prod.template.allResourcesProperties('AWS::ApiGatewayV2::Route', { AuthorizationType: 'AWS_IAM' });
  });

  it('and all else that drives provision are deleted before cleanup, and cleanup before all that it works on', () => {
    const [leftovers] = prod.ofType('Custom::FanfareLeftovers').map(([id]) => id);
    const needed = [...prod.resources.keys()].filter((id) => /^(Bus|Deliver|Cleanup)/.test(id));
    const custom = prod.resources.get(leftovers ?? '');
    expect(needed.length).toBeGreaterThan(10);
    expect(needed.filter((id) => id !== leftovers && !custom?.DependsOn.includes(id))).toEqual([]);
    for (const [, route] of prod.ofType('AWS::ApiGatewayV2::Route')) expect(route.DependsOn).toContain(leftovers);
    const [, declare] = prod.ofType('AWS::Lambda::Function').find(([id]) => id.startsWith('Declare')) ?? [];
    expect(declare?.DependsOn).toContain(leftovers);
    const mappings = prod.ofType('AWS::Lambda::EventSourceMapping');
    expect(mappings).toHaveLength(3);
    for (const [, mapping] of mappings) expect(mapping.DependsOn).toContain(leftovers);
  });
});

describe.each(['sweep', 'jobs'])('what %s does by the clock', (name) => {
  const [, rule] =
    prod.ofType('AWS::Events::Rule').find(([, { Properties }]) => String(Properties.Name).endsWith(name)) ?? [];

  it('is done every hour', () => {
    expect(rule?.Properties).toMatchObject({
      ScheduleExpression: 'rate(1 hour)',
      State: 'ENABLED',
      Targets: [{ Arn: `arn:aws:lambda:us-east-1:000000000000:function:fanfare-prod-${name}` }],
    });
  });

  it('ends before cleanup begins, so that it calls nothing an orphan that is just being removed', () => {
    const [leftovers] = prod.ofType('Custom::FanfareLeftovers').map(([id]) => id);
    expect(rule?.DependsOn).toContain(leftovers);
  });
});

describe('the sweep', () => {
  it('waits for AWS’s lists to catch up, which the local stage’s do at once', () => {
    const waits = ({ resources }: SynthesizedStack) =>
      [...resources.values()].flatMap(({ Properties }) => {
        const { Variables } = (Properties.Environment ?? {}) as { Variables?: Record<string, string> };
        return Variables?.LIST_LAG_SECONDS ?? [];
      });
    expect(waits(prod)).toEqual(['60']);
    expect(waits(new SynthesizedStack('local'))).toEqual(['0']);
  });
});

describe('the names of a stage', () => {
  /** Under which property a type is named. */
  const naming: Record<string, string> = {
    'AWS::Lambda::Function': 'FunctionName',
    'AWS::SQS::Queue': 'QueueName',
    'AWS::Events::EventBus': 'Name',
    'AWS::Events::Rule': 'Name',
    'AWS::ApiGatewayV2::Api': 'Name',
  };
  const namesOf = ({ resources }: SynthesizedStack) =>
    [...resources.values()].flatMap(({ Type, Properties }) => {
      const property = naming[Type];
      return property === undefined ? [] : `${Type} ${Properties[property]}`;
    });

  it('all begin with it, and are no other stage’s', () => {
    const stages = ['prod', 'prod-eu', 'prod-api', 'prod-platform', 'prod-provision', 'prod-declare', 'p'];
    const names = stages.map((stage) => ({ stage, names: namesOf(new SynthesizedStack(stage)) }));
    for (const { stage, names: own } of names) {
      expect(own.length).toBeGreaterThan(5);
      for (const name of own) expect(name).toMatch(new RegExp(`^\\S+ fanfare-${stage}(-|$)`));
    }
    const all = names.flatMap(({ names: own }) => own);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('a role', () => {
  const subscriber = `sub_${'a'.repeat(32)}`;
  const ofSubscriber = (stage: string) => [
    `arn:aws:sqs:us-east-1:000000000000:fanfare-${stage}-${subscriber}`,
    `arn:aws:sqs:us-east-1:000000000000:fanfare-${stage}-${subscriber}-dlq`,
    `arn:aws:events:us-east-1:000000000000:rule/fanfare-${stage}/fanfare-${stage}-${subscriber}`,
  ];
  /** Calls that name no resource: all that may be on `*` alone. */
  const listing = [
    ...['cloudwatch:GetMetricData', 'dynamodb:ListStreams', 'events:ListRules', 'events:TestEventPattern'],
    ...['lambda:ListEventSourceMappings', 'sqs:ListQueues'],
  ];
  const patterns = prod.statements().flatMap(({ statement }) =>
    [statement.Resource ?? []]
      .flat()
      .filter((resource) => resource.includes('*'))
      .map((resource) => ({ resource, statement, actions: [statement.Action ?? []].flat() })),
  );

  it('may do on everything only what names no resource, or what a condition narrows to `deliver`', () => {
    const bare = patterns.filter(({ resource }) => resource === '*');
    const free = bare.filter(({ statement }) => statement.Condition === undefined).flatMap(({ actions }) => actions);
    expect([...new Set(free)].sort()).toEqual(listing);
    for (const { statement } of bare.filter(({ statement: { Condition } }) => Condition !== undefined)) {
      expect(statement.Condition).toEqual({
        ArnEquals: { 'lambda:FunctionArn': 'arn:aws:lambda:us-east-1:000000000000:function:fanfare-prod-deliver' },
      });
    }
  });

  it('has its other patterns scoped to its stage’s subscribers', () => {
    const wide = patterns.filter(({ resource }) => resource !== '*' && !resource.includes('fanfare-prod-sub_*'));
    expect(wide.map(({ actions, resource }) => [actions, resource])).toEqual([
      [['events:StartReplay'], 'arn:aws:events:us-east-1:000000000000:replay/fanfare-prod-rpl_*'],
      [
        ['events:CancelReplay', 'events:DescribeReplay'],
        'arn:aws:events:us-east-1:000000000000:replay/fanfare-prod-rpl_*',
      ],
      [['lambda:TagResource'], 'arn:aws:lambda:us-east-1:000000000000:event-source-mapping:*'],
    ]);
  });

  it.each(['prod-eu', 'prod-sub', 'pro'])('of prod may do nothing to what is %s’s', (other) => {
    const policies = prod.statements().map(({ statement }) => ({ Statement: statement }));
    const actions = [...new Set(prod.statements().flatMap(({ statement }) => [statement.Action ?? []].flat()))];
    const may = (arns: readonly string[], functionArn: string) =>
      actions
        .filter((action) => !listing.includes(action))
        .flatMap((action) =>
          arns.map((resource) => ({ action, resource, context: { 'lambda:FunctionArn': functionArn } })),
        )
        .filter((request) => isAllowed(policies, request) === 'allowed')
        .map(({ action, resource }) => `${action} ${resource}`);
    const deliver = (stage: string) => `arn:aws:lambda:us-east-1:000000000000:function:fanfare-${stage}-deliver`;
    const foreign = [...new SynthesizedStack(other).arns(), ...ofSubscriber(other), deliver(other)];
    expect(foreign.length).toBeGreaterThan(12);
    expect(may(foreign, deliver(other))).toEqual([]);
    const own = may([...prod.arns(), ...ofSubscriber('prod')], deliver('prod'));
    expect(own.length).toBeGreaterThan(30);
    expect(own).toContain(`sqs:CreateQueue ${ofSubscriber('prod')[0]}`);
  });
});

describe('the local stage', () => {
  it('is bound to an account that does not exist: its loose rules are never deployed', () => {
    const local = new SynthesizedStack('local');
    expect(local.stack.account).toBe('000000000000');
    expect(prod.stack.account).not.toBe('000000000000');
  });
});
