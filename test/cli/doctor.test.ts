import {
  DeleteRuleCommand,
  DisableRuleCommand,
  PutRuleCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { DeleteEventSourceMappingCommand, LambdaClient, paginateListEventSourceMappings } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, DeleteQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../free-port.ts';
import { TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { fanfare } from './fanfare-process.ts';

interface Finding {
  readonly about: string;
  readonly health: 'ok' | 'warning' | 'problem';
  readonly message: string;
  readonly advice?: string;
}

let platform: TestPlatform;
let lambda: LambdaClient;
beforeAll(async () => {
  platform = await TestPlatform.start();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  lambda = new LambdaClient({ endpoint: platform.platform.awsUrl, region: 'us-east-1', credentials });
});
afterAll(() => platform.stop());

const env = () => ({ FANFARE_API_URL: platform.platform.apiUrl, AWS_ENDPOINT_URL: platform.platform.awsUrl });

async function examine(): Promise<{ code: number | null; findings: Finding[] }> {
  const { code, stdout } = await fanfare(['--json', 'doctor'], { env: env() });
  return { code, findings: (JSON.parse(stdout) as { findings: Finding[] }).findings };
}

const wrong = (findings: readonly Finding[]) =>
  findings.filter(({ health }) => health !== 'ok').map(({ about, health }) => `${about}: ${health}`);

it('everything of a stage that is well is ok', async () => {
  await platform.subscribe('/well');
  const { code, findings } = await examine();
  expect(wrong(findings)).toEqual([]);
  expect(code).toBe(0);
  const looked = findings.map(({ about }) => about);
  const all = ['credentials', 'stack', 'API', 'versions', 'rules', 'concurrency', 'subscribers', 'queues', 'targets'];
  expect(looked).toEqual(expect.arrayContaining([...all, 'mappings', 'leftovers', 'platform']));
});

it('what is missing, left over or waiting is told by name, with what to do', async () => {
  const [noMapping, noTarget, noRule, noQueue] = await Promise.all(
    ['/no-mapping', '/no-target', '/no-rule', '/no-queue'].map((path) => platform.subscribe(path)),
  );
  await removeMapping(noMapping?.id ?? '');
  await removeTarget(noTarget?.id ?? '');
  await removeTarget(noRule?.id ?? '');
  await platform.events.send(
    new DeleteRuleCommand({ Name: `fanfare-local-${noRule?.id}`, EventBusName: platform.bus }),
  );
  await platform.sqs.send(new DeleteQueueCommand({ QueueUrl: platform.queueUrl(noQueue?.id ?? '') }));
  const nobody = `fanfare-local-sub_${'0'.repeat(32)}`;
  await platform.sqs.send(new CreateQueueCommand({ QueueName: nobody }));
  const QueueUrl = `${platform.platform.awsUrl}/000000000000/fanfare-local-platform-dlq`;
  await platform.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));

  const { code, findings } = await examine();
  expect(code).toBe(1);
  expect(wrong(findings).sort()).toEqual([
    ...['leftovers: warning', 'mappings: problem', 'platform: problem', 'queues: problem', 'rules: problem'],
    'targets: problem',
  ]);
  const of = (about: string) =>
    findings
      .filter((finding) => finding.about === about)
      .map(({ message }) => message)
      .join();
  expect(of('mappings')).toContain(`fanfare-local-${noMapping?.id} has none`);
  expect(of('rules')).toContain(`fanfare-local-${noTarget?.id} has no target`);
  expect(of('rules')).toContain(`fanfare-local-${noRule?.id} is missing`);
  expect(of('queues')).toContain(`fanfare-local-${noQueue?.id}`);
  expect(of('targets')).toContain(`fanfare-local-${noQueue?.id}`);
  expect(of('leftovers')).toContain(nobody);
  expect(of('platform')).toContain('about 1 events could not be handed');
  for (const { health, advice } of findings) if (health !== 'ok') expect(advice).toMatch(/\.$/);

  const { stdout } = await fanfare(['doctor'], { env: env() });
  expect(stdout).toMatch(/^problem\tmappings\t.*has none.*\tThe sweep makes it anew/m);
});

it('a rule that somebody switched off or gave another pattern is a problem', async () => {
  const [off, other, paused] = await Promise.all(['/off', '/other', '/paused'].map((path) => platform.subscribe(path)));
  await platform.api('POST', `/v1/subscribers/${paused?.id}/pause`);
  await until('it to be paused', async () => (await platform.subscriber(paused?.id ?? '')).status === 'paused');
  const rule = (id = '') => ({ Name: `fanfare-local-${id}`, EventBusName: platform.bus });
  await platform.events.send(new DisableRuleCommand(rule(off?.id)));
  await platform.events.send(new PutRuleCommand({ ...rule(other?.id), EventPattern: '{"source":["somebody"]}' }));
  const { code, findings } = await examine();
  const { message = '' } = findings.find(({ about, health }) => about === 'rules' && health === 'problem') ?? {};
  expect(code).toBe(1);
  expect(message).toContain(`fanfare-local-${off?.id} is off`);
  expect(message).toContain(`fanfare-local-${other?.id} has another pattern`);
  expect(message).not.toContain(paused?.id);
});

it('a local platform that is not running is told how to start', async () => {
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  const { code, stdout } = await fanfare(['doctor'], { env: { FANFARE_API_URL: nowhere, AWS_ENDPOINT_URL: nowhere } });
  expect(code).toBe(1);
  for (const about of ['stack', 'rules', 'queues', 'mappings']) {
    expect(stdout).toMatch(new RegExp(`^\\w+\t${about}\t.*is it running\\? Start it with \`npm start\``, 'm'));
  }
});

it('a quota that is nearly used up is a warning, one that is exceeded a problem', async () => {
  const rules = Array.from({ length: 250 }, (_, n) => `other-${n}`);
  const put = (Name: string) => {
    const rule = { Name, EventBusName: platform.bus, EventPattern: '{"source":["nobody"]}' };
    return platform.events.send(new PutRuleCommand(rule));
  };
  await Promise.all(rules.map(put));
  const { findings } = await examine();
  const ruleQuota = findings.find(({ message }) => message.includes('rules on the bus'));
  expect(ruleQuota).toMatchObject({ health: 'warning', message: expect.stringMatching(/^25\d of 300/) as string });
  await platform.subscribe('/greedy', { maxConcurrency: 1000 });
  const { findings: more } = await examine();
  expect(more.find(({ about }) => about === 'concurrency')).toMatchObject({ health: 'problem' });
});

it('an API that is away is a problem, and the rest is looked at all the same', async () => {
  const FANFARE_API_URL = `http://127.0.0.1:${await freePort()}`;
  const { code, stdout } = await fanfare(['doctor'], { env: { ...env(), FANFARE_API_URL } });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^problem\tAPI\tThe API at \S+ cannot be reached \(ECONNREFUSED\)/m);
  expect(stdout).toMatch(/^ok\tstack\tFanfare-local in us-east-1 is CREATE_COMPLETE/m);
});

async function removeMapping(id: string): Promise<void> {
  const name = { FunctionName: 'fanfare-local-deliver' };
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client: lambda }, name)) {
    const mapping = EventSourceMappings.find(({ EventSourceArn }) => EventSourceArn?.endsWith(id));
    if (mapping) await lambda.send(new DeleteEventSourceMappingCommand({ UUID: mapping.UUID }));
  }
  const isGone = async () => {
    for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client: lambda }, name)) {
      if (EventSourceMappings.some(({ EventSourceArn }) => EventSourceArn?.endsWith(id))) return false;
    }
    return true;
  };
  await until('the mapping to be gone', isGone);
}

async function removeTarget(id: string): Promise<void> {
  const rule = { Rule: `fanfare-local-${id}`, EventBusName: platform.bus };
  await platform.events.send(new RemoveTargetsCommand({ ...rule, Ids: ['queue'] }));
}
