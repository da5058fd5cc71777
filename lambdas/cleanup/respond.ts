/** Answers CloudFormation, which waits at a signed URL for word of its custom resource. */
import http from 'node:http';
import https from 'node:https';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

export interface Answer {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly reason: string;
}

/** Throws when the answer was not taken: Lambda then runs the function again. */
export async function respond(event: CloudFormationCustomResourceEvent, { status, reason }: Answer): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = event;
  const PhysicalResourceId = 'PhysicalResourceId' in event ? event.PhysicalResourceId : LogicalResourceId;
  const body = JSON.stringify({
    Status: status,
    Reason: reason,
    PhysicalResourceId,
    StackId,
    RequestId,
    LogicalResourceId,
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
