/** The `declare` function: the CloudFormation custom resource behind the construct `WebhookSubscriber`. */
import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { type Answer, respond } from '../custom-resource/respond.ts';
import { documentClient } from '../records/document-client.ts';
import { requiredEnv } from '../required-env.ts';
import { subscriberParts } from '../subscribers/assemble-parts.ts';
import { Problem } from '../subscribers/problem.ts';
import { declareSubscriber } from './declare-subscriber.ts';
import { DECLARE_ENV } from './env.ts';

/** Kept of the invocation's time for the answer. */
const ANSWER_MS = 10_000;

const logger = new Logger({ serviceName: 'declare' });
const env = requiredEnv(DECLARE_ENV);
const parts = { ...subscriberParts(env, documentClient()), stage: env.STAGE };

export const handler = middy<CloudFormationCustomResourceEvent, void>().handler(
  async (event: CloudFormationCustomResourceEvent, context: Context) => {
    const deadlineMs = Date.now() + context.getRemainingTimeInMillis() - ANSWER_MS;
    const answer = await declareSubscriber(event, { ...parts, deadlineMs }).catch(refusal);
    const { StackId: stack, LogicalResourceId: resource, RequestType: request } = event;
    const { status, reason, physicalId } = answer;
    logger.info('declared', { stack, resource, request, status, reason, subscriberId: physicalId });
    await respond(event, answer);
    if (status === 'SUCCESS' && physicalId !== undefined) await parts.subscribers.noteDeclared(physicalId, new Date());
  },
);

/** Faults of ours too: without an answer CloudFormation would wait for one. */
function refusal(error: unknown): Answer {
  if (error instanceof Problem) return { status: 'FAILED', reason: allOf(error) };
  logger.error('fault', { error: error as Error });
  return { status: 'FAILED', reason: error instanceof Error ? error.message : String(error) };
}

/** The message is about the first field at fault. */
function allOf({ message, facts: { errors = [] } }: Problem): string {
  const others = errors.slice(1).map((fault) => `\`${fault.path}\` ${fault.message}.`);
  return [message, ...others].join(' ');
}
