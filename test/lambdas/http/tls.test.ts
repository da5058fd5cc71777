import net from 'node:net';
import tls from 'node:tls';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { selfSigned } from '../../certificate.ts';
import { OK } from '../../raw-endpoint.ts';
import { newPoster, postTo, rawEndpoint } from './poster.ts';

const NOT_TRUSTED = { kind: 'unreachable', cause: 'tls' };
const toLoopback = async () => [{ address: '127.0.0.1', family: 4 }];

const trusted = selfSigned(['hooks.test']);
const expired = selfSigned(['hooks.test'], new Date('2025-01-01'));
beforeAll(() => tls.setDefaultCACertificates([trusted.cert, expired.cert]));

describe('an https endpoint', () => {
  it('is told the name it was asked for, though the connection goes to the address', async () => {
    const endpoint = await rawEndpoint((socket) => socket.write(OK), trusted);
    const { outcome } = await newPoster(toLoopback).post(postTo(endpoint.url('hooks.test')));
    expect(outcome).toEqual({ kind: 'responded', status: 200 });
    expect((endpoint.sockets[0] as tls.TLSSocket).servername).toBe('hooks.test');
    expect(endpoint.requests[0]).toMatch(new RegExp(`^host: hooks.test:${endpoint.port}$`, 'im'));
  });

  it.each([
    ['nobody vouches for', selfSigned(['hooks.test'])],
    ['is for another name', trusted, 'other.test'],
    ['is for a name, where an address was asked for', trusted, '127.0.0.1'],
    ['has expired', expired],
  ])('with a certificate that %s is sent nothing', async (_, certificate, host = 'hooks.test') => {
    const endpoint = await rawEndpoint((socket) => socket.write(OK), certificate);
    expect((await newPoster(toLoopback).post(postTo(endpoint.url(host)))).outcome).toEqual(NOT_TRUSTED);
    expect(endpoint.requests).toEqual([]);
  });

  it('that speaks http is sent nothing', async () => {
    const plain = net.createServer((socket) => socket.on('error', () => {}).end('HTTP/1.1 400 Bad\r\n\r\n'));
    const url = await listening(plain);
    expect((await newPoster().post(postTo(url))).outcome).toEqual(NOT_TRUSTED);
  });

  it('that speaks only a TLS of old is sent nothing', async () => {
    const old = tls.createServer({
      ...trusted,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
      ciphers: 'ALL:@SECLEVEL=0',
    });
    const url = await listening(old);
    expect((await newPoster(toLoopback).post(postTo(url))).outcome).toEqual(NOT_TRUSTED);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    "that wants the client's certificate (%s) is unreachable",
    async (version) => {
      const strict = tls.createServer({ ...trusted, requestCert: true, minVersion: version, maxVersion: version });
      const url = (await listening(strict)).replace('127.0.0.1', 'hooks.test');
      expect((await newPoster(toLoopback).post(postTo(url))).outcome).toEqual(NOT_TRUSTED);
    },
  );

  it('that hangs up in the handshake is unreachable', async () => {
    const url = await listening(net.createServer((socket) => socket.once('data', () => socket.destroy())));
    const { outcome } = await newPoster().post(postTo(url));
    expect(outcome).toEqual({ kind: 'unreachable', cause: 'reset' });
  });
});

async function listening(server: net.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `https://127.0.0.1:${(server.address() as net.AddressInfo).port}/`;
}
