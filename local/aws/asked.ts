/** What is one call, once its protocol has understood it? */
import { randomUUID } from 'node:crypto';
import type http from 'node:http';
import type { AwsError, Call, Json, RestRequest } from './service.ts';

export interface Answer {
  readonly status: number;
  readonly headers: http.OutgoingHttpHeaders;
  readonly body: string | Buffer;
}

export interface Asked {
  /** As in IAM's actions: `sqs`, `lambda`. */
  readonly service: string;
  readonly action: string;
  /** Does it; throws `AwsError` for a refusal. */
  run(): Promise<Answer>;
  /** The error as the protocol words it. */
  refuse(error: AwsError): Answer;
}

/** May this call be made? Both throw `AwsError` (AccessDenied…) when the caller's role does not allow it. */
export interface Authorizer {
  /** Does the caller have a role at all? If not, its calls need not be read. */
  concerns(call: Call): boolean;
  authorize(service: string, action: string, input: Json, call: Call): void;
  authorizeRest(request: RestRequest, call: Call): void;
}

export function answerWith(status: number, contentType: string, body: string | Buffer): Answer {
  return { status, headers: { 'content-type': contentType, 'x-amzn-requestid': randomUUID() }, body };
}

/** An error as the JSON protocols word it. */
export function jsonRefusal({ code, status, message, queryCode }: AwsError, contentType: string): Answer {
  const answer = answerWith(status, contentType, JSON.stringify({ __type: code, message, Message: message }));
  const queryError = queryCode === undefined ? {} : { 'x-amzn-query-error': `${queryCode};Sender` };
  return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': code, ...queryError } };
}
