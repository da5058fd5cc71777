/** Shall a call to AWS fail? What a test, or a driver of chaos, may say to each. */

export interface AwsCall {
  /** The function that calls, by its name; `outside` for everyone else. */
  readonly caller: string;
  /** As in IAM's actions: `sqs`, `events`, `dynamodb`, `lambda`. */
  readonly service: string;
  /** As the API calls it: `SendMessageBatch`. */
  readonly action: string;
  /** The path and the body as they were sent: a word in them tells what the call is about. */
  readonly request: string;
}

/** `before`: it is not executed. `after`: it is executed, and nobody hears of it. */
export interface Fault {
  readonly fault: 'before' | 'after';
  /** The connection is cut, or this error is the answer. */
  readonly kind: 'reset' | { readonly code: string; readonly status: number };
}

/** Asked once for each call over the wire; the SDK's own retries are calls too. A promise holds the call up. */
export type OnAwsCall = (call: AwsCall) => 'pass' | Fault | Promise<'pass' | Fault>;
