/**
 * The `cleanup` function: a CloudFormation custom resource that does nothing until the stack is deleted, and then removes
 * what `provision` made, so that `cdk destroy` leaves nothing behind.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { type Answer, respond } from '../custom-resource/respond.ts';
import { StepFailed } from '../provision/step.ts';
import { StillChanging } from '../provision/subscriber-mapping.ts';
import { SubscriberResources } from '../provision/subscriber-resources.ts';
import { Surroundings } from '../provision/surroundings.ts';
import { requiredEnv } from '../required-env.ts';
import { CLEANUP_ENV } from './env.ts';
import { leftoverSubscribers } from './leftovers.ts';

/** Lambda's control plane takes 15 writes a second for the whole account: more at once would only be throttled. */
const AT_ONCE = 5;
/** With less time left, the rest is for the next invocation. */
const SAFETY_MS = 60_000;

const env = requiredEnv(CLEANUP_ENV);
const logger = new Logger({ serviceName: 'cleanup' });
const lambda = new LambdaClient({});
const clients = { sqs: new SQSClient({}), events: new EventBridgeClient({}), lambda };
const resources = new SubscriberResources(clients, new Surroundings(env));

export const handler = middy<CloudFormationCustomResourceEvent, void>().handler(
  async (event: CloudFormationCustomResourceEvent, context: Context) => {
    const answer = event.RequestType === 'Delete' ? await cleanUp(context) : DONE;
    if (answer) await respond(event, answer);
    else await goOn(event, context);
  },
);

const DONE: Answer = { status: 'SUCCESS', reason: 'Nothing is left.' };

/** `undefined` when the time ran out before all was removed. */
async function cleanUp(context: Context): Promise<Answer | undefined> {
  try {
    return (await removeAll(context)) ? DONE : undefined;
  } catch (error) {
    logger.error('cleanup failed', { error: error as Error });
    return { status: 'FAILED', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether all is removed; `false` when the time ran out before. */
async function removeAll(context: Context): Promise<boolean> {
  const deadlineMs = Date.now() + context.getRemainingTimeInMillis() - SAFETY_MS;
  const ids = await leftoverSubscribers(clients, env.STAGE, env.EVENT_BUS_NAME);
  logger.info('removing', { subscribers: ids.length });
  const waiting = ids.values();
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (const id of waiting) {
      if (Date.now() > deadlineMs) return false;
      if (!(await removed(id, deadlineMs))) return false;
    }
    return true;
  });
  return (await Promise.all(workers)).every(Boolean);
}

async function removed(id: string, deadlineMs: number): Promise<boolean> {
  try {
    await resources.remove(id, deadlineMs);
    return true;
  } catch (error) {
    if (error instanceof StepFailed && error.cause instanceof StillChanging) return false;
    throw error;
  }
}

/** CloudFormation waits an hour for the answer, a function runs a quarter of one: the next run takes the event over. */
async function goOn(event: CloudFormationCustomResourceEvent, context: Context): Promise<void> {
  await lambda.send(
    new InvokeCommand({
      FunctionName: context.functionName,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(event)),
    }),
  );
}
