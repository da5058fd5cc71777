import { App, CfnParameter, Fn, Lazy, SecretValue, Stack, Token } from 'aws-cdk-lib';
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

/** As JavaScript lets anybody write it. */
type Mistake = Readonly<Record<string, unknown>>;

const WILDCARD = { type: [{ wildcard: 'a*b' }] };

describe('synthesis refuses', () => {
  it.each<[Mistake, string]>([
    [{ stage: 'Prod' }, 'stage "Prod" must be the name of a stage of Fanfare'],
    [{ stage: undefined }, 'stage must be given.'],
    [{ stage: null }, 'stage null must be a text.'],
    [{ name: undefined }, 'name must be given.'],
    [{ name: '' }, 'name "" must be a text of 1 to 128 characters.'],
    [{ name: 5 }, 'name 5 must be a text of 1 to 128 characters.'],
    [{ maxConcurency: 5 }, 'maxConcurency is no setting; there are stage, name, url, mode,'],
    [{ eventTypes: undefined }, 'eventTypes must be given.'],
    [{ eventTypes: [] }, 'eventTypes must be a list of 1 to 100 event types.'],
    [{ eventTypes: 'a' }, 'eventTypes "a" must be a list of 1 to 100 event types.'],
    [{ eventTypes: [5] }, 'eventTypes 5 must be a text.'],
    [{ eventTypes: ['invoice*'] }, 'eventTypes "invoice*" may hold `*` only alone or as the last part'],
    [
      { eventTypes: Array.from({ length: 50 }, (_, at) => `${at}.${'long'.repeat(10)}`) },
      'eventTypes makes a pattern of',
    ],
    [{ mode: 'pull' }, 'url must be left out: a pull subscriber is not called.'],
    [{ mode: 'fetch' }, 'mode "fetch" must be one of push, pull.'],
    [{ tenant: null }, 'tenant null must be a text of 1 to 256 characters.'],
    [{ schemaVersion: 'v 2' }, 'schemaVersion "v 2" must have 1 to 32 of'],
    [{ schemaVersion: 2 }, 'schemaVersion 2 must be a text.'],
    [{ format: 'xml' }, 'format "xml" must be one of standard, raw.'],
    [{ signing: 'rsa' }, 'signing "rsa" must be one of hmac-sha256, ed25519.'],
    [{ retrySchedule: [] }, 'retrySchedule must have 1 to 20 waits.'],
    [{ retrySchedule: 5 }, 'retrySchedule must be a list of seconds.'],
    [{ retrySchedule: [5, 90_000] }, 'retrySchedule must give each wait as a whole number of seconds'],
    [{ timeoutSeconds: 31 }, 'timeoutSeconds 31 must be a whole number from 1 to 30.'],
    [
      { timeoutSeconds: 43_201, mode: 'pull', url: undefined },
      'timeoutSeconds 43201 must be a whole number from 1 to 43200',
    ],
    [{ maxConcurrency: 1 }, 'maxConcurrency 1 must be a whole number from 2 to 1000.'],
    [{ description: 5 }, 'description 5 must be a text of at most 1024 characters.'],
    [{ metadata: { 'aws:team': 'money' } }, 'metadata.aws:team must have another name'],
    [{ metadata: { team: 5 } }, 'metadata.team 5 must be a text of at most 512 characters.'],
    [
      { metadata: Object.fromEntries(Array.from({ length: 49 }, (_, at) => [at, 'x'])) },
      'metadata must be an object of at most 48 texts.',
    ],
    [{ forceDelete: 'false' }, 'forceDelete "false" must be true or false.'],
  ])('%j', refuses);

  it.each<[Mistake, string]>([
    [{ url: 5 }, 'url must be a URL.'],
    [{ url: 'billing.example.com' }, 'url "billing.example.com" must be an absolute URL.'],
    [{ url: 'ftp://example.com/' }, 'url "ftp://example.com/" must begin with https: or http:.'],
    [{ url: 'https://me:secret@example.com/' }, 'url must not hold credentials.'],
    [{ url: 'https://example.com/#a' }, 'url "https://example.com/#a" must not have a fragment'],
    [
      { url: 'https://127.0.0.1/' },
      'url "https://127.0.0.1/" must have a public host; this one is refused (loopback).',
    ],
    [{ url: 'http://localhost/' }, 'url "http://localhost/" must have a public host'],
    [{ url: 'https://10.0.0.1/' }, 'url "https://10.0.0.1/" must have a public host; this one is refused (private).'],
  ])('the URL of %j', refuses);

  it.each<[Mistake, string]>([
    [{ filter: 'a' }, 'filter must be an object: an EventBridge pattern on `detail`.'],
    [{ filter: {} }, 'filter must hold at least one field.'],
    [{ filter: { a: 'x' } }, 'filter.a must be a list of values, as in ["paid"].'],
    [{ filter: { a: { b: 'x' } } }, 'filter.a.b must be a list of values'],
    [{ filter: { a: [] } }, 'filter.a must hold at least one value.'],
    [{ filter: { a: {} } }, 'filter.a must hold at least one field.'],
    [{ filter: { $or: [{ a: ['x'] }, { b: 'y' }] } }, 'filter.$or.1.b must be a list of values'],
    [{ filter: WILDCARD }, 'filter.type must not use `wildcard`'],
    [{ filter: { shop: [Fn.importValue('Shop')], ...WILDCARD } }, 'filter.type must not use `wildcard`'],
  ])('the filter of %j', refuses);

  it.each<[Mistake, string]>([
    [{ headers: 'a' }, 'headers must be an object of header names and their values.'],
    [{ headers: { host: 'example.com' } }, 'headers.host cannot be set: it follows from the URL.'],
    [{ headers: { host: Fn.importValue('Host') } }, 'headers.host cannot be set: it follows from the URL.'],
    [{ headers: { 'x-shop': 5 } }, 'headers.x-shop must have a text for a value.'],
    [
      { headers: { authorization: SecretValue.secretsManager('token').unsafeUnwrap() } },
      'headers.authorization must not be a dynamic reference',
    ],
  ])('the headers of %j', refuses);

  function refuses(mistake: Mistake, sentence: string): void {
    const { stack } = declared({ ...BILLING, ...mistake } as unknown as WebhookSubscriberProps);
    expect(() => Template.fromStack(stack)).toThrow(`[Shop/Billing] ${sentence}`);
  }

  it('one that is to be called, without a URL', () => {
    const { url: _, ...rest } = BILLING;
    expect(() => Template.fromStack(declared(rest).stack)).toThrow('[Shop/Billing] url must be given');
    expect(() => Template.fromStack(declared({ ...rest, mode: 'pull' }).stack)).not.toThrow();
  });

  it('with all mistakes at once', () => {
    const { stack } = declared({ ...BILLING, eventTypes: [], mode: 'pull' });
    expect(() => Template.fromStack(stack)).toThrow(/eventTypes must be a list.*url must be left out/s);
  });
});

describe('synthesis leaves to the deployment', () => {
  it.each<[string, Partial<WebhookSubscriberProps>]>([
    ['which ports a stage allows, and whether http', { url: 'http://billing.example.com:8080/' }],
    ['loopback on the local stage', { stage: 'local', url: 'http://127.0.0.1:5000/' }],
    ['addresses of a stage that is only known then', { stage: Fn.importValue('Stage'), url: 'http://127.0.0.1/' }],
    ['how a stage names the tenant’s field', { tenant: 'acme', filter: { tenant: ['acme'] } }],
    [
      'values that are only known then',
      { name: Fn.importValue('Name'), tenant: Fn.importValue('Tenant'), eventTypes: [Fn.importValue('Type')] },
    ],
    ['lists of them', { eventTypes: Fn.split(',', Fn.importValue('Types')) }],
    [
      'numbers',
      {
        timeoutSeconds: Token.asNumber(Fn.importValue('Timeout')),
        filter: { a: [Token.asNumber(Fn.importValue('A'))] },
      },
    ],
    ['a part of a filter', { filter: { a: Fn.importValue('A'), b: Lazy.any({ produce: () => ['b'] }) } }],
    ['what is undefined, as if it were left out', { tenant: undefined } as unknown as Partial<WebhookSubscriberProps>],
  ])('%s', (_, settings) => {
    expect(() => Template.fromStack(declared({ ...BILLING, ...settings }).stack)).not.toThrow();
  });
});
