/** What does Lambda tell an on-failure destination about an invocation it gave up? */
import type { Json } from '../aws/service.ts';
import { functionArn } from './function-definition.ts';
import type { InvocationResult } from './function-pool.ts';

export interface GivenUp {
  readonly functionName: string;
  readonly requestId: string;
  readonly condition: 'RetriesExhausted' | 'EventAgeExceeded' | 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  /** Times the function ran. */
  readonly invocations: number;
  /** How the last run ended; absent when it never ran. */
  readonly result: InvocationResult | undefined;
  readonly now: number;
}

/** The part every invocation record has; the caller adds the payload or the place in the stream. */
export function failureRecord({ functionName, requestId, condition, invocations, result, now }: GivenUp): Json {
  const error = result?.functionError;
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId,
      functionArn: `${functionArn(functionName)}:$LATEST`,
      condition,
      approximateInvokeCount: invocations,
    },
    ...(result && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', ...(error && { functionError: error }) },
    }),
  };
}
