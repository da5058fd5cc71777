import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { Fanfare, type FanfareProps } from '../../lib/fanfare.ts';
import { SynthesizedStack } from './synthesized-stack.ts';

/** A user's own stack; nothing is bundled. */
function ownStack(): Stack {
  return new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Shop');
}

const embed = (props: FanfareProps) => new Fanfare(ownStack(), 'Webhooks', props);

describe('an upgrade', () => {
  const stack = new SynthesizedStack('prod');

  it('keeps what is known by its logical id: another one would be made anew, empty', () => {
    const kept = ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::Events::EventBus', 'AWS::ApiGatewayV2::Api'];
    expect(kept.flatMap((type) => stack.ofType(type).map(([id]) => id))).toEqual([
      'RecordsClaimsC0D9F67D',
      'RecordsDeliveries9C7D3C3B',
      'RecordsHealth5519A189',
      'RecordsJobsDDE67940',
      'RecordsSubscribers1F17CE75',
      'RecordsEventTypes1FC993BD',
      'RecordsKey99747094',
      'Bus95A03305',
      'ControlApiHttp1AC40819',
    ]);
  });

  it('keeps the outputs that tools read', () => {
    expect(Object.keys(stack.template.findOutputs('*')).sort()).toEqual([
      ...['ApiUrl', 'BusName', 'EventIdField', 'PlatformDeadLetters', 'SchemaVersionField', 'TenantField'],
    ]);
  });
});

describe('Fanfare in another stack', () => {
  const types = (template: Template) =>
    Object.values(template.toJSON().Resources as Record<string, { Type: string }>)
      .map(({ Type }) => Type)
      .sort();

  it('is what it is in its own', () => {
    const embedded = Template.fromStack(Stack.of(embed({ stage: 'prod' })));
    expect(types(embedded)).toEqual(types(new SynthesizedStack('prod').template));
    embedded.hasResourceProperties('AWS::Events::EventBus', { Name: 'fanfare-prod' });
  });

  it('lets others publish, to its bus alone', () => {
    const stack = ownStack();
    const role = new Role(stack, 'Shop', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const fanfare = new Fanfare(stack, 'Webhooks', { stage: 'prod' });
    fanfare.grantPublish(role);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      Roles: [stack.resolve(role.roleName)],
      PolicyDocument: {
        Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: stack.resolve(fanfare.bus.eventBusArn) }],
      },
    });
  });

  it('has the defaults of a stage where a setting is left out or undefined, and refuses mistakes with a sentence', () => {
    const said = { stage: 'prod', tenantField: undefined } as unknown as FanfareProps;
    Template.fromStack(Stack.of(embed(said))).hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'fanfare-prod-api',
      Environment: { Variables: Match.objectLike({ TENANT_FIELD: 'tenant', LOG_RETENTION_DAYS: '30' }) },
    });
    expect(() => embed({ stage: 'prod', logRetentionDays: 7 })).toThrow('logRetentionDays 7: use a whole number');
  });

  const policy = { allowHttp: false, allowedPorts: [443], allowedAddresses: [] };

  it.each<[Record<string, unknown>, string]>([
    [{}, 'stage must be given.'],
    [{ stage: undefined }, 'stage must be given.'],
    [{ stage: 5 }, 'stage 5 must be a text.'],
    [{ stage: 'prod', allowedPorts: [0] }, 'allowedPorts is no setting; there are stage, urlPolicy, tenantField,'],
    [{ stage: 'prod', tenantField: true }, 'tenantField true must be a text.'],
    [{ stage: 'prod', strictEventTypes: 'false' }, 'strictEventTypes "false" must be true or false.'],
    [{ stage: 'prod', logRetentionDays: '90' }, 'logRetentionDays "90" must be a number.'],
    [{ stage: 'prod', urlPolicy: { allowedPorts: [8443] } }, 'urlPolicy.allowHttp must be given.'],
    ...[0, 70_000, 80.5].map((port): [Record<string, unknown>, string] => [
      { stage: 'prod', urlPolicy: { ...policy, allowedPorts: [port] } },
      `urlPolicy.allowedPorts ${port} must be a whole number from 1 to 65535.`,
    ]),
    [
      { stage: 'prod', urlPolicy: { ...policy, allowedAddresses: ['10.0.0.1'] } },
      'urlPolicy.allowedAddresses "10.0.0.1" must be a range of addresses',
    ],
    [
      { stage: 'prod', urlPolicy: { ...policy, allowPorts: [8443] } },
      'urlPolicy.allowPorts is no setting; there are allowHttp, allowedPorts, allowedAddresses.',
    ],
  ])('refuses %j with a sentence', (mistake, sentence) => {
    expect(() => embed(mistake as unknown as FanfareProps)).toThrow(sentence);
  });

  it('is never the local stage, which may call the machine it runs on', () => {
    expect(() => embed({ stage: 'local' })).toThrow(
      'stage "local" may call this machine: it is for `npm start` alone.',
    );
  });
});
