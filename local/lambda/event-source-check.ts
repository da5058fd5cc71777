/** Do this event source and this function go together? Lambda asks before it makes a mapping. */
import { AwsError, PLATFORM_CALL } from '../aws/service.ts';
import type { FunctionRegistry } from './function-registry.ts';
import { isStreamArn, type StreamsCall } from './mapping.ts';
import { type JsonServiceLike, queueUrlOf } from './queue-destination.ts';

export interface EventSources {
  readonly functions: FunctionRegistry;
  readonly sqs: JsonServiceLike;
  readonly streams: StreamsCall;
  /** What a role lacks to read an event source, in words; `undefined` when it lacks nothing. */
  readonly roleLacks: (roleArn: string, source: string) => string | undefined;
}

/** Rejects with Lambda's error when one of the two does not exist, or a message would show again while it is handled. */
export async function checkEventSource(
  { functions, sqs, streams, roleLacks }: EventSources,
  source: string,
  functionName: string,
) {
  const { timeoutSeconds, roleArn } = functions.find(functionName).definition;
  const lacking = roleLacks(roleArn, source);
  if (lacking !== undefined) {
    throw refused(`The provided execution role does not have permissions to call ${lacking} on ${source}.`);
  }
  if (isStreamArn(source)) {
    await streams('DescribeStream', { StreamArn: source }).catch((error) => {
      throw refused(`Stream not found: ${source}: ${messageOf(error)}`);
    });
    return;
  }
  const QueueUrl = await queueUrlOf(sqs, source).catch((error) => {
    throw refused(`Error occurred while ReceiveMessage. SQS Error Message: ${messageOf(error)}`);
  });
  const AttributeNames = ['VisibilityTimeout'];
  const { Attributes } = await sqs.handle('GetQueueAttributes', { QueueUrl, AttributeNames }, PLATFORM_CALL);
  const visibilitySeconds = Number((Attributes as Record<string, string>).VisibilityTimeout);
  if (visibilitySeconds >= timeoutSeconds) return;
  throw refused(
    `Queue visibility timeout: ${visibilitySeconds} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
  );
}

function refused(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
