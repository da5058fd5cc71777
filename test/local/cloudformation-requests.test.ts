/** Which requests and templates does the local CloudFormation take, and which does it refuse, in which words? */
import { DescribeStackEventsCommand, DescribeStacksCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../local/aws/fault.ts';
import { outputsOf, TestCloudFormation, thing, two } from './start-cloudformation.ts';

let aws: TestCloudFormation;
let verdict: 'pass' | Fault = 'pass';
let name: string;

beforeAll(async () => {
  aws = await TestCloudFormation.start({ onAwsCall: () => verdict });
});
afterAll(() => aws.stop());
beforeEach(() => {
  name = aws.startOver();
});

describe('a template', () => {
  it('may come from CDK: parameters with defaults, rules and conditions about itself', async () => {
    const isIn = (region: string) => ({ 'Fn::Equals': [{ Ref: 'AWS::Region' }, region] });
    await aws.create(name, {
      Resources: {
        One: thing({ Name: 'one' }, { DeletionPolicy: 'Delete', Metadata: { 'aws:cdk:path': 'Stack/One' } }),
        CDKMetadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2:x' }, Condition: 'IsKnown' },
        Elsewhere: thing({ Name: 'elsewhere' }, { Condition: 'IsElsewhere' }),
      },
      Conditions: {
        IsKnown: { 'Fn::Or': [isIn('af-south-1'), { 'Fn::Or': [isIn('us-east-1')] }] },
        IsElsewhere: { 'Fn::And': [{ 'Fn::Not': [{ Condition: 'IsKnown' }] }, isIn('us-east-1')] },
      },
      Parameters: {
        BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/x/version' },
      },
      Rules: { CheckBootstrapVersion: { Assertions: [{ Assert: { 'Fn::Not': [{ 'Fn::Contains': [] }] } }] } },
    });
    expect(await aws.resources(name)).toEqual({ One: 'thing-one', CDKMetadata: expect.any(String) as string });
  });

  it('takes values for its parameters, of which those with NoEcho are not shown', async () => {
    const template = {
      Parameters: {
        Name: { Type: 'String', AllowedPattern: '[a-z]+' },
        Secret: { Type: 'String', NoEcho: true },
        Most: { Type: 'Number', Default: 3 },
      },
      Resources: { One: thing({ Name: { Ref: 'Name' }, Token: { Ref: 'Secret' }, Most: { Ref: 'Most' } }) },
    };
    const given = (values: Record<string, string>) => ({
      Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    });
    const refused = (values: Record<string, string>) => aws.create(name, template, given(values));
    await expect(refused({})).rejects.toThrow('Parameters: [Name, Secret] must have values');
    await expect(refused({ Naem: 'x' })).rejects.toThrow('Parameters: [Naem] do not exist in the template');
    await expect(refused({ Name: 'A', Secret: 's' })).rejects.toThrow("Parameter 'Name' must match pattern [a-z]+");
    const stack = await aws.create(name, template, given({ Name: 'a', Secret: 'hush' }));
    expect(aws.asked[0]?.properties).toEqual({ Name: 'a', Token: 'hush', Most: '3' });
    expect(stack.Parameters).toContainEqual({ ParameterKey: 'Secret', ParameterValue: '****' });
    expect(JSON.stringify(await aws.stackEvents(name))).not.toContain('hush');

    const kept = ['Name', 'Secret'].map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true }));
    const most = { ParameterKey: 'Most', ParameterValue: '4' };
    aws.forgetAsked();
    await aws.update(name, template, { Parameters: [...kept, most] });
    expect(aws.asked[0]?.properties).toEqual({ Name: 'a', Token: 'hush', Most: '4' });
  });

  it('keeps what an answer does not want to be seen out of events, not out of outputs', async () => {
    const stack = await aws.create(name, {
      Resources: {
        One: thing({ Name: 'one', NoEcho: true }),
        Two: thing({ Name: 'two', Token: { 'Fn::GetAtt': ['One', 'Secret'] } }),
      },
      Outputs: { Secret: { Value: { 'Fn::GetAtt': ['One', 'Secret'] } } },
    });
    expect(aws.asked[1]?.properties.Token).toBe('whsec_one');
    expect(outputsOf(stack)).toEqual({ Secret: 'whsec_one' });
    const events = JSON.stringify(await aws.stackEvents(name));
    expect(events).not.toContain('whsec_one');
    expect(events).toContain('****');
  });

  it('may be written in YAML, with the short forms', async () => {
    const stack = await aws.create(
      name,
      `AWSTemplateFormatVersion: 2010-09-09
Resources:
  One:
    Type: AWS::CloudFormation::CustomResource
    Properties:
      ServiceToken: !Sub arn:aws:lambda:\${AWS::Region}:\${AWS::AccountId}:function:thing
      Name: !Join ['-', [a, !Ref AWS::Region]]
Outputs:
  Upper: { Value: !GetAtt One.Upper }
`,
    );
    expect(outputsOf(stack)).toEqual({ Upper: 'A-US-EAST-1' });
  });
});

describe('a request', () => {
  const made = (template: unknown, more: object = {}) => aws.create(name, template, more);

  it.each<[string, unknown, string]>([
    [
      'a resource of a service',
      { Resources: { Orders: { Type: 'AWS::SQS::Queue' } } },
      'Orders: the local CloudFormation makes custom resources only, not AWS::SQS::Queue.',
    ],
    ['no resource', {}, 'At least one Resources member must be defined.'],
    ['no function', { Resources: { One: { Type: 'Custom::Thing' } } }, 'the required key [ServiceToken] is missing.'],
    [
      'an unknown function',
      { Resources: { One: thing({ Name: { 'Fn::Select': [0, ['a']] } }) } },
      'does not know the intrinsic function Fn::Select',
    ],
    ['what is not there', { Resources: { One: thing({ Name: { Ref: 'Nobody' } }) } }, 'refers to Nobody'],
    ['what is not there, before it', { Resources: { One: thing({}, { DependsOn: 'Two' }) } }, 'depends on Two'],
    ['itself', { Resources: { One: thing({ Name: { Ref: 'One' } }) } }, 'in a circle at One'],
    ['nothing', { Resources: { One: thing({ Name: null }) } }, "[/Resources/One/Properties/Name] 'null' values"],
    ['a section more', { ...two, Mappings: {} }, 'does not know Mappings of the template'],
    [
      'an attribute more',
      { Resources: { One: thing({}, { CreationPolicy: {} }) } },
      'does not know CreationPolicy of One',
    ],
    ['half a template', '{"Resources":', 'Template format error: JSON not well-formed.'],
    ['what is no template', 'Resources', 'Template format error: it must be an object.'],
  ])('for a stack with %s is refused', async (_, template, sentence) => {
    await expect(made(template)).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(made(template)).rejects.toThrow(sentence);
  });

  it.each<[object, string]>([
    [{ OnFailure: 'DO_NOTHING' }, 'supports only OnFailure ROLLBACK'],
    [{ RoleARN: 'arn:aws:iam::000000000000:role/x' }, 'does not support RoleARN here'],
    [{ TemplateURL: 'https://example.com/t.json' }, 'fetches no templates'],
    [{ StackName: 'under_score' }, "Value 'under_score' at 'stackName' failed to satisfy constraint"],
  ])('that asks for %j is refused', async (more, sentence) => {
    await expect(made(two, more)).rejects.toThrow(sentence);
  });

  it('of another kind is refused by name', async () => {
    const body = new URLSearchParams({ Action: 'CreateChangeSet', Version: '2010-05-15', StackName: 'x' });
    const answer = await fetch(aws.url, { method: 'POST', body });
    expect(answer.status).toBe(400);
    const text = await answer.text();
    expect(text).toContain('<Code>ValidationError</Code>');
    expect(text).toContain('The local CloudFormation does not support CreateChangeSet.');
  });

  it('may be of a page of a long list', async () => {
    await aws.create(name, two);
    for (let round = 0; round < 20; round += 1) {
      await aws.update(name, { Resources: { ...two.Resources, One: thing({ Name: 'one', round }) } });
    }
    const first = await aws.client.send(new DescribeStackEventsCommand({ StackName: name }));
    const rest = await aws.client.send(new DescribeStackEventsCommand({ StackName: name, NextToken: first.NextToken }));
    const ids = [first, rest].flatMap(({ StackEvents = [] }) => StackEvents.map(({ EventId }) => EventId));
    // Six of its creation, five of each update.
    expect(ids).toHaveLength(106);
    expect(new Set(ids).size).toBe(106);
    expect(rest.NextToken).toBeUndefined();
  });

  it('fails as a test asked, in the words of its protocol', async () => {
    verdict = { fault: 'before', kind: { code: 'Throttling', status: 400 } };
    const described = aws.client.send(new DescribeStacksCommand({}));
    await expect(described).rejects.toMatchObject({ name: 'Throttling', $metadata: { httpStatusCode: 400 } });
    verdict = 'pass';
  });
});

it('texts come through as they are, whatever is in them', async () => {
  const odd = '<a href="x">&amp;</a>\r\n\t ü 漢 🎉 ]]>';
  const stack = await aws.create(name, {
    Description: odd,
    Resources: { One: thing({ Name: odd }) },
    Outputs: { Odd: { Value: odd } },
  });
  expect(stack.Description).toBe(odd);
  expect(outputsOf(stack)).toEqual({ Odd: odd });
});

describe('the platform’s own stack', () => {
  const template = { Resources: { Bus: { Type: 'AWS::Events::EventBus' } } };
  const adopt = (bus: string, more: [string, { ref: string }][] = []) => {
    const resources = new Map([['Bus', { ref: bus }], ...more]);
    aws.cloudFormation.adopt('Fanfare-local', template, { outputs: { BusName: bus }, resources });
  };

  it('is shown with its outputs and resources, as it is since the last start', async () => {
    adopt('old', [['Gone', { ref: 'gone' }]]);
    adopt('fanfare-local');
    const stack = await aws.describe('Fanfare-local');
    expect(stack.StackStatus).toBe('CREATE_COMPLETE');
    expect(outputsOf(stack)).toEqual({ BusName: 'fanfare-local' });
    expect(await aws.resources('Fanfare-local')).toEqual({ Bus: 'fanfare-local' });
    const { TemplateBody } = await aws.client.send(new GetTemplateCommand({ StackName: 'Fanfare-local' }));
    expect(JSON.parse(TemplateBody ?? '')).toEqual(template);
  });

  it('cannot be changed', async () => {
    adopt('fanfare-local');
    const sentence = 'Fanfare-local is the platform itself and cannot be changed this way';
    await expect(aws.update('Fanfare-local', two)).rejects.toThrow(sentence);
    await expect(aws.delete('Fanfare-local')).rejects.toThrow(sentence);
    await expect(aws.create('Fanfare-local', two)).rejects.toThrow('Stack [Fanfare-local] already exists');
  });
});
