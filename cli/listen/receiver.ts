/** A receiver on loopback: reads each webhook, checks its signature, answers as it is told. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { VerifyingKey } from '../../core/signing-key.ts';
import { type Verification, verifySignature } from '../../core/verify-signature.ts';

export interface Received {
  /** ISO 8601. */
  readonly at: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer<ArrayBuffer>;
  readonly verification: Verification;
}

/** The status it is answered with. */
export type OnReceived = (received: Received) => Promise<number>;

export interface Receiver {
  readonly url: string;
  /** What the webhooks are signed with, once it is known. */
  trust(key: VerifyingKey): void;
  /** Lets what is being answered be answered first. */
  stop(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** Rejects with the socket's own error when the port is taken. */
export async function startReceiver(port: number, onReceived: OnReceived): Promise<Receiver> {
  let trust: (key: VerifyingKey) => void = () => {};
  // A webhook may be faster than the answer that brings its secret.
  const key = new Promise<VerifyingKey>((resolve) => {
    trust = resolve;
  });
  const server = http.createServer((request, response) => {
    receive(request, key)
      .then(onReceived)
      .then((status) => response.writeHead(status).end())
      .catch(() => response.destroy()); // who sent it has hung up
  });
  server.listen(port, LOOPBACK);
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  return {
    url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}/`,
    trust,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

async function receive(request: http.IncomingMessage, key: Promise<VerifyingKey>): Promise<Received> {
  const body = Buffer.from(await buffer(request));
  const headers = Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(', ')] as const);
  const webhook = { headers: request.headers, body };
  const verification = verifySignature(webhook, [await key], Date.now());
  return { at: new Date().toISOString(), headers: Object.fromEntries(headers), body, verification };
}
