/** `fanfare doctor`: looks at everything once, several things at the same time, and tells what it found. */
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { readAll } from '../api/pages.ts';
import type { AwsAccess } from '../aws/aws-access.ts';
import { explainStageFailure } from '../aws/aws-failure.ts';
import { describeStack, type StageStack } from '../aws/stack-outputs.ts';
import { eventFieldsIn } from '../aws/stage-facts.ts';
import { Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';
import type { Stage } from '../stage.ts';
import type { SubscriberView } from '../subscribers/subscriber-view.ts';
import { apiFindings, credentialsFinding, stackFinding } from './access-findings.ts';
import type { Surroundings } from './drift-faults.ts';
import { type Finding, ok, problem, warning } from './finding.ts';
import { concurrencyQuota, ruleQuota } from './quotas.ts';
import { readMappings, readQueues, readRules } from './resources.ts';
import { showFindings } from './show-findings.ts';
import { subscriberFindings } from './subscriber-findings.ts';

export async function doctor(session: Session): Promise<void> {
  const findings = await examine(session);
  showFindings(session, findings);
  const problems = findings.filter(({ health }) => health === 'problem').length;
  if (problems > 0) throw new Refusal('failed', problems === 1 ? '1 problem.' : `${problems} problems.`);
}

async function examine(session: Session): Promise<Finding[]> {
  const access = await session.aws();
  const credentials = await credentialsFinding(session, access);
  if (credentials.health === 'problem') return [credentials];
  const findings = [credentials];
  const look = <T>(about: string, looking: () => Promise<T>) => tried(session, about, findings, looking);
  const [stack, api, subscribers, rules, queues, mappings, limit] = await Promise.all([
    look('stack', () => describeStack(session)),
    look('API', () => apiFindings(session)),
    look('subscribers', async () => readAll<SubscriberView>(await session.api(), '/v1/subscribers')),
    look('rules', () => readRules(session, access)),
    look('queues', () => readQueues(session, access)),
    look('mappings', () => readMappings(session, access)),
    look('concurrency', () => concurrencyLimit(access)),
  ]);
  if (stack) findings.push(stackFinding(stack));
  findings.push(...(api ?? []));
  if (rules) findings.push(...ruleQuota(rules));
  if (mappings && limit !== undefined) findings.push(concurrencyQuota(mappings, limit));
  if (subscribers) {
    const around = surroundingsIn(stack);
    const looked = { stage: session.stage, subscribers, rules: rules?.ofSubscribers, queues, mappings, around };
    findings.push(...subscriberFindings(looked));
  }
  const platformQueue = stack?.outputs.PlatformDeadLetters;
  const waiting = platformQueue && (await look('platform', () => messagesIn(platformQueue, access)));
  if (typeof waiting === 'number') findings.push(platformFinding(waiting, platformQueue ?? ''));
  return findings;
}

function surroundingsIn(stack: StageStack | undefined): Surroundings {
  return {
    fields: stack && eventFieldsIn(stack.outputs),
    platformQueue: stack?.outputs.PlatformDeadLetters?.replace(/^.*\//, ''),
  };
}

/** What cannot be looked at is a finding itself, and the rest is looked at all the same. */
async function tried<T>(
  stage: Stage,
  about: string,
  findings: Finding[],
  looking: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await looking();
  } catch (error) {
    const { message } = explainStageFailure(stage, error, `look at the ${about}`) as Error;
    const isVital = about === 'API' || about === 'stack';
    const finding = isVital ? problem : warning;
    findings.push(finding(about, message, isVital ? 'See above all to this.' : 'The rest was looked at without it.'));
    return undefined;
  }
}

async function concurrencyLimit(access: AwsAccess): Promise<number | undefined> {
  const { AccountLimit } = await new LambdaClient(access).send(new GetAccountSettingsCommand({}));
  return AccountLimit?.ConcurrentExecutions;
}

async function messagesIn(queueUrl: string, access: AwsAccess): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] });
  const { Attributes = {} } = await new SQSClient(access).send(command);
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

function platformFinding(waiting: number, queueUrl: string): Finding {
  if (waiting === 0) return ok('platform', 'its dead-letter queue is empty');
  const advice = `Each tells in its attributes why: \`aws sqs receive-message --queue-url ${queueUrl} --message-attribute-names All\`.`;
  return problem('platform', `about ${waiting} events could not be handed to a subscriber's queue`, advice);
}
