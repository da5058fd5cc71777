/** Answers CloudFormation, which waits at a signed URL for word of its custom resource. */
import http from 'node:http';
import https from 'node:https';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

export interface Answer {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly reason: string;
  /**
   * What the resource is known by from now on.
   * @default what it was; before it was anything, its logical id
   */
  readonly physicalId?: string;
  /** What `Fn::GetAtt` answers. */
  readonly data?: Readonly<Record<string, string>>;
  /** Whether `data` is kept from CloudFormation's own answers and logs. */
  readonly noEcho?: boolean;
}

/** CloudFormation takes 4,096 bytes in all; what a problem has to say beyond this is in the function's log. */
const MAX_REASON_LENGTH = 1000;

/** Throws when the answer was not taken: Lambda then runs the function again. */
export async function respond(event: CloudFormationCustomResourceEvent, answer: Answer): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = event;
  const known = 'PhysicalResourceId' in event ? event.PhysicalResourceId : LogicalResourceId;
  const body = JSON.stringify({
    Status: answer.status,
    Reason: answer.reason.slice(0, MAX_REASON_LENGTH),
    PhysicalResourceId: answer.physicalId ?? known,
    StackId,
    RequestId,
    LogicalResourceId,
    NoEcho: answer.noEcho,
    Data: answer.data,
  });
  await put(new URL(event.ResponseURL), body);
}

function put(url: URL, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // The signature of the URL covers an empty content type.
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
    const request = (url.protocol === 'https:' ? https : http).request(url, { method: 'PUT', headers }, (answer) => {
      answer.resume();
      if (answer.statusCode === 200) answer.on('end', resolve);
      else reject(new Error(`CloudFormation's answer was not taken: status ${answer.statusCode}.`));
    });
    request.on('error', reject);
    request.end(body);
  });
}
