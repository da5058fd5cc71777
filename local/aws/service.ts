/** What a stand-in is: a thing that answers AWS calls, however they reach it. */

/** The account and region the local platform says it is; no AWS account is involved. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** Who calls: the access key id of the request (functions have one each), and what was asked. */
export interface Call {
  /** The access key id in the request's `Authorization`, or `platform` for a call the platform makes itself. */
  readonly accessKeyId: string;
  /** Aborted when the caller has gone away, so that a long poll does not take messages for nobody. */
  readonly signal?: AbortSignal;
}

/** A call made by the platform itself (a rule's target, a mapping's poll). */
export const PLATFORM_CALL: Call = { accessKeyId: 'platform' };

/** An input or answer of the AWS JSON protocols. */
export type Json = Record<string, unknown>;

/** A service of the AWS JSON protocols: found by `X-Amz-Target: <target>.<Action>`. */
export interface JsonService {
  /** The part of `X-Amz-Target` before the dot, e.g. `AmazonSQS`. */
  readonly target: string;
  readonly contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';
  /** Answers one action; throws `AwsError` for a refusal in the service's own words. */
  handle(action: string, input: Json, call: Call): Promise<Json> | Json;
}

/** A request of a REST service (Lambda), already parsed. */
export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  /** A string or buffer is sent as it is; anything else as JSON. */
  readonly body?: unknown;
}

/** A service found by the first part of its path, e.g. `/2015-03-31/`. */
export interface RestService {
  readonly pathPrefixes: readonly string[];
  /** What is asked, in the API's own words: `lambda`, `Invoke`. */
  nameOf(request: RestRequest): { readonly service: string; readonly action: string };
  handleRest(request: RestRequest, call: Call): Promise<RestAnswer> | RestAnswer;
}

/** A service of the AWS Query protocol: forms go in, XML comes out. Found by the API version each request names. */
export interface QueryService {
  /** As in IAM's actions: `cloudformation`. */
  readonly name: string;
  /** `2010-05-15` */
  readonly version: string;
  /** The XML namespace of its answers. */
  readonly namespace: string;
  /** Every value of the input is a string, a list or an object; throws `AwsError` like a JSON service. */
  handle(action: string, input: Json, call: Call): Promise<Json> | Json;
}

/** A refusal as the service would word it. `code` is the error name SDKs see, e.g. `ResourceNotFoundException`. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Protocol-specific error header, e.g. SQS's `x-amzn-query-error`, which old-style SDKs read the name from. */
  readonly queryCode: string | undefined;
  constructor(code: string, message: string, options: { status?: number; queryCode?: string } = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.queryCode = options.queryCode;
  }
}
