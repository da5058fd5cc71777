/** How is one DynamoDB call carried to the process that answers it? The hot path: nothing is parsed or copied here. */
import http from 'node:http';

export interface WireAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Wire {
  /** `target` as in X-Amz-Target, e.g. `DynamoDB_20120810.GetItem`. Rejects when nobody answers. */
  post(target: string, body: Buffer | string): Promise<WireAnswer>;
  close(): void;
}

/** Signature and date must be there and are not checked. The key id and region name the database in DynamoDB Local. */
const CREDENTIALS = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  'x-amz-date': '20260101T000000Z',
};

export function openWire(url: string): Wire {
  const { hostname, port } = new URL(url);
  const agent = new http.Agent({ keepAlive: true, scheduling: 'lifo' });
  const post = (target: string, body: Buffer | string) =>
    new Promise<WireAnswer>((resolve, reject) => {
      const headers = {
        ...CREDENTIALS,
        'content-type': 'application/x-amz-json-1.0',
        'content-length': Buffer.byteLength(body),
        'x-amz-target': target,
      };
      const request = http.request({ agent, hostname, port, method: 'POST', path: '/', headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const [first] = chunks;
          const whole = chunks.length === 1 && first ? first : Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 500, headers: response.headers, body: whole });
        });
      });
      request.once('error', reject);
      request.end(body);
    });
  return { post, close: () => agent.destroy() };
}
