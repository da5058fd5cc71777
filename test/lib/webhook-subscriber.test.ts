import { App, CfnParameter, Fn, SecretValue, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../lambdas/subscribers/subscriber-input.ts';
import { WebhookSubscriber, type WebhookSubscriberProps } from '../../lib/webhook-subscriber.ts';

const BILLING: WebhookSubscriberProps = {
  stage: 'prod',
  name: 'Billing',
  url: 'https://billing.example.com/webhooks',
  eventTypes: ['invoice.*'],
};

const EVERYTHING: Required<WebhookSubscriberProps> = {
  ...BILLING,
  url: 'https://billing.example.com/webhooks',
  mode: 'push',
  tenant: 'acme',
  schemaVersion: '2',
  filter: { amount: [{ numeric: ['>', 100] }], isPaid: [true] },
  format: 'raw',
  signing: 'ed25519',
  headers: { 'x-shop': 'main' },
  retrySchedule: [5, 60],
  timeoutSeconds: 10,
  maxConcurrency: 7,
  description: 'What it is for',
  metadata: { team: 'money' },
  forceDelete: true,
};

function declared(props: WebhookSubscriberProps) {
  const stack = new Stack(new App(), 'Shop');
  return { stack, subscriber: new WebhookSubscriber(stack, 'Billing', props) };
}

/** The properties of the custom resource. */
function propertiesOf(stack: Stack): Record<string, unknown> {
  const [resource] = Object.values(Template.fromStack(stack).findResources('Custom::FanfareSubscriber'));
  return (resource as { Properties: Record<string, unknown> }).Properties;
}

describe('a declared subscriber', () => {
  it('is made by the function of its stage, in whatever account and region its stack is deployed to', () => {
    const { ServiceToken } = propertiesOf(declared(BILLING).stack);
    const [before, partition, , region, , account, after] = (ServiceToken as { 'Fn::Join': [string, unknown[]] })[
      'Fn::Join'
    ][1];
    expect([before, partition, region, account, after]).toEqual([
      'arn:',
      { Ref: 'AWS::Partition' },
      { Ref: 'AWS::Region' },
      { Ref: 'AWS::AccountId' },
      ':function:fanfare-prod-declare',
    ]);
  });

  it('can have every setting that the API knows, and they arrive with numbers and booleans as they were', () => {
    const { Settings, Headers, ForceDelete } = propertiesOf(declared(EVERYTHING).stack);
    const { stage: _, headers, forceDelete: __, ...settings } = EVERYTHING;
    expect(JSON.parse(Settings as string)).toEqual(settings);
    expect(Object.keys(settings).sort()).toEqual([...SETTINGS].sort());
    expect({ Headers, ForceDelete }).toEqual({ Headers: headers, ForceDelete: 'true' });
  });

  it('leaves out what is not said', () => {
    const properties = propertiesOf(declared(BILLING).stack);
    expect(Object.keys(properties)).toEqual(['ServiceToken', 'ServiceTimeout', 'Settings']);
    expect(JSON.parse(properties.Settings as string)).toEqual({
      name: 'Billing',
      url: 'https://billing.example.com/webhooks',
      eventTypes: ['invoice.*'],
    });
  });

  it('takes what is only known at deployment', () => {
    const stack = new Stack(new App(), 'Shop');
    const wait = new CfnParameter(stack, 'FirstWait', { type: 'Number' });
    const url = Fn.importValue('BillingUrl');
    new WebhookSubscriber(stack, 'Billing', { ...BILLING, url, retrySchedule: [wait.valueAsNumber] });
    const text = JSON.stringify(propertiesOf(stack).Settings);
    expect(text).toContain('{"Fn::ImportValue":"BillingUrl"}');
    expect(text).toContain('{"Ref":"FirstWait"}');
  });

  it('takes a secret header by a parameter that is never shown, whatever signs are in it', () => {
    const stack = new Stack(new App(), 'Shop');
    const token = new CfnParameter(stack, 'Token', { noEcho: true });
    new WebhookSubscriber(stack, 'Billing', { ...BILLING, headers: { authorization: token.valueAsString } });
    expect(propertiesOf(stack).Headers).toEqual({ authorization: { Ref: 'Token' } });
  });
});

describe('what a declared subscriber hands on', () => {
  it('is its id, and its secret for the endpoint to verify with', () => {
    const { stack, subscriber } = declared(BILLING);
    new Secret(stack, 'Secret', { secretStringValue: subscriber.secret });
    const template = Template.fromStack(stack);
    const [id] = Object.keys(template.findResources('Custom::FanfareSubscriber'));
    expect(stack.resolve(subscriber.subscriberId)).toEqual({ Ref: id });
    template.hasResourceProperties('AWS::SecretsManager::Secret', { SecretString: { 'Fn::GetAtt': [id, 'Secret'] } });
    expect(() => subscriber.publicKey).toThrow('Shop/Billing has no public key: its endpoint verifies with `secret`.');
  });

  it('is its public key where it signs with a key pair', () => {
    const { stack, subscriber } = declared({ ...BILLING, signing: 'ed25519' });
    expect(stack.resolve(subscriber.publicKey)).toEqual({ 'Fn::GetAtt': [expect.any(String), 'PublicKey'] });
    expect(() => subscriber.secret).toThrow(
      'Shop/Billing has no shared secret: its endpoint verifies with `publicKey`.',
    );
  });
});

describe('synthesis refuses', () => {
  it.each<[Partial<WebhookSubscriberProps>, string]>([
    [{ stage: 'Prod' }, 'stage "Prod" must be the name of a stage of Fanfare'],
    [{ eventTypes: [] }, 'eventTypes must name at least one event type.'],
    [{ eventTypes: ['invoice*'] }, 'eventTypes "invoice*" may hold `*` only alone or as the last part'],
    [{ mode: 'pull' }, 'url must be left out: a pull subscriber is not called.'],
    [{ url: 'billing.example.com' }, 'url "billing.example.com" must be an absolute URL.'],
    [{ schemaVersion: 'v 2' }, 'schemaVersion "v 2" must have 1 to 32 of'],
    [{ retrySchedule: [] }, 'retrySchedule must have 1 to 20 waits.'],
    [{ retrySchedule: [5, 90_000] }, 'retrySchedule must give each wait as a whole number of seconds'],
    [{ metadata: { 'aws:team': 'money' } }, 'metadata "aws:team" must have another name'],
    [
      { headers: { authorization: SecretValue.secretsManager('token').unsafeUnwrap() } },
      'headers "authorization" must not be a dynamic reference',
    ],
  ])('%j', (mistake, sentence) => {
    const { stack } = declared({ ...BILLING, ...mistake });
    expect(() => Template.fromStack(stack)).toThrow(`[Shop/Billing] ${sentence}`);
  });

  it('one that is to be called, without a URL', () => {
    const { url: _, ...rest } = BILLING;
    expect(() => Template.fromStack(declared(rest).stack)).toThrow('[Shop/Billing] url must be given');
    expect(() => Template.fromStack(declared({ ...rest, mode: 'pull' }).stack)).not.toThrow();
  });

  it('with all mistakes at once', () => {
    const { stack } = declared({ ...BILLING, eventTypes: [], mode: 'pull' });
    expect(() => Template.fromStack(stack)).toThrow(/url must be left out.*eventTypes must name/s);
  });
});
