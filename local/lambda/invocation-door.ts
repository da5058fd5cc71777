/** How is a function called: waited for, left to it, or only tried on? */
import { AwsError, type RestAnswer, type RestRequest } from '../aws/service.ts';
import type { EventQueue } from './event-queue.ts';
import type { FunctionRegistry } from './function-registry.ts';

export type InvocationType = 'RequestResponse' | 'Event' | 'DryRun';

export interface Answered {
  /** The answer, or the error as Lambda words it, as JSON; empty unless the invocation was waited for. */
  readonly payload: string;
  readonly functionError?: 'Unhandled';
  readonly log: readonly string[];
}

interface DoorParts {
  readonly functions: FunctionRegistry;
  readonly events: EventQueue;
}

const NO_ANSWER: Answered = { payload: '', log: [] };

/** Rejects with `AwsError` when the invocation could not be made; an error of the function is an answer. */
export async function callFunction(
  { functions, events }: DoorParts,
  nameOrArn: string,
  payload: string,
  type: InvocationType,
): Promise<Answered> {
  if (type === 'RequestResponse') return functions.invoke(nameOrArn, payload);
  const { definition } = functions.find(nameOrArn);
  if (type === 'Event') events.accept(definition.name, payload);
  return NO_ANSWER;
}

const STATUS: Record<InvocationType, number> = { RequestResponse: 200, Event: 202, DryRun: 204 };
/** The part of the log `LogType: Tail` shows. */
const TAIL_BYTES = 4096;

export async function invokeByRest(
  parts: DoorParts,
  { named, request }: { named: string; request: RestRequest },
): Promise<RestAnswer> {
  // Before anything else: a function that is not there is that, whatever is wrong with the payload.
  parts.functions.find(named, request.query.get('Qualifier'));
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (!isInvocationType(type)) throw invalid(`Value '${type}' at 'invocationType' is not supported.`);
  const { payload, functionError, log } = await callFunction(parts, named, readPayload(request), type);
  const headers: Record<string, string> = { 'X-Amz-Executed-Version': '$LATEST' };
  if (functionError) headers['X-Amz-Function-Error'] = functionError;
  if (request.headers['x-amz-log-type'] === 'Tail') headers['X-Amz-Log-Result'] = tail(log);
  return { status: STATUS[type], headers, body: payload };
}

function isInvocationType(type: string): type is InvocationType {
  return Object.hasOwn(STATUS, type);
}

function readPayload({ body }: RestRequest): string {
  const text = body.toString() || '{}';
  try {
    JSON.parse(text);
  } catch (error) {
    const message = `Could not parse request body into json: ${(error as Error).message}`;
    throw new AwsError('InvalidRequestContentException', message);
  }
  return text;
}

function tail(log: readonly string[]): string {
  return Buffer.from(log.join('\n')).subarray(-TAIL_BYTES).toString('base64');
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
