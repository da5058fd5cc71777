import net from 'node:net';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Connections } from '../../../lambdas/http/connections.ts';
import { NameServer } from '../../name-server.ts';
import { OK } from '../../raw-endpoint.ts';
import { until } from '../../until.ts';
import { newPoster, postTo, rawEndpoint } from './poster.ts';

const DELIVERED = { kind: 'responded', status: 200 };
const IPV4_LOOPBACK = ['127.0.0.0/8'];

async function nameServer(): Promise<NameServer> {
  const names = await NameServer.start();
  onTestFinished(() => names.stop());
  return names;
}

describe('a literal address', () => {
  it.each([
    ['http://127.0.0.1/', 'loopback'],
    ['http://2130706433/', 'loopback'],
    ['http://0x7f.1/', 'loopback'],
    ['http://[::1]/', 'loopback'],
    ['http://[::ffff:169.254.169.254]/', 'linkLocal'],
    ['http://169.254.100.1:9001/', 'linkLocal'],
    ['https://10.0.0.1/', 'private'],
    ['https://[fd00:ec2::254]/', 'uniqueLocal'],
    ['https://[64:ff9b::a9fe:a9fe]/', 'rfc6052'],
  ])('that is not public is refused without a lookup: %s', async (url, rule) => {
    const poster = newPoster(() => Promise.reject(new Error('asked')), []);
    expect((await poster.post(postTo(url))).outcome).toEqual({ kind: 'refused', rule });
  });
});

describe('a name', () => {
  it('that resolves to this machine is refused like its address', async () => {
    const { outcome } = await newPoster(undefined, []).post(postTo('http://localhost/'));
    expect(outcome).toEqual({ kind: 'refused', rule: 'loopback' });
  });

  it('leads where it was resolved to, once, and is told as the host', async () => {
    const names = await nameServer();
    names.point('hooks.test', '127.0.0.1');
    const endpoint = await rawEndpoint((socket) => socket.write(OK));
    const { outcome } = await newPoster(names.resolve).post(postTo(endpoint.url('hooks.test')));
    expect(outcome).toEqual(DELIVERED);
    expect(names.queries).toEqual(['hooks.test']);
    expect(endpoint.requests[0]).toMatch(new RegExp(`^host: hooks.test:${endpoint.port}$`, 'im'));
  });

  it('whose first address does not answer is tried at its next', async () => {
    const names = await nameServer();
    names.point('hooks.test', '127.0.0.2', '127.0.0.1'); // the endpoint listens at the second alone
    const endpoint = await rawEndpoint((socket) => socket.write(OK));
    expect((await newPoster(names.resolve).post(postTo(endpoint.url('hooks.test')))).outcome).toEqual(DELIVERED);
  });

  it.each([
    ['169.254.169.254', 'linkLocal'],
    ['169.254.100.1', 'linkLocal'],
    ['10.0.0.1', 'private'],
    ['0.0.0.0', 'unspecified'],
    ['::1', 'loopback'],
    ['::ffff:10.0.0.1', 'private'],
    ['fe80::1', 'linkLocal'],
  ])('that led elsewhere a moment ago is refused when it leads to %s', async (address, rule) => {
    const names = await nameServer();
    const endpoint = await rawEndpoint((socket) => socket.end(OK)); // keeps no connection
    const poster = newPoster(names.resolve, IPV4_LOOPBACK);
    const request = postTo(endpoint.url('hooks.test'));
    names.point('hooks.test', '127.0.0.1');
    expect((await poster.post(request)).outcome).toEqual(DELIVERED);
    await until('the connection to be closed', () => endpoint.sockets[0]?.closed);
    names.point('hooks.test', address);
    expect((await poster.post(request)).outcome).toEqual({ kind: 'refused', rule });
  });

  it.each([
    ['first', ['10.0.0.1', '127.0.0.1']],
    ['last', ['127.0.0.1', '127.0.0.2', '10.0.0.1']],
    ['of the other kind', ['127.0.0.1', 'fc00::1']],
  ])('is refused when one of its addresses is bad: the %s', async (_, addresses) => {
    const names = await nameServer();
    const endpoint = await rawEndpoint((socket) => socket.write(OK));
    names.point('hooks.test', ...addresses);
    const { outcome } = await newPoster(names.resolve, IPV4_LOOPBACK).post(postTo(endpoint.url('hooks.test')));
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(endpoint.sockets).toEqual([]);
  });

  it('that changes its mind does not move a connection that is kept', async () => {
    const names = await nameServer();
    const endpoint = await rawEndpoint((socket) => socket.write(OK));
    const poster = newPoster(names.resolve, IPV4_LOOPBACK);
    const request = postTo(endpoint.url('hooks.test'));
    names.point('hooks.test', '127.0.0.1');
    await poster.post(request);
    names.point('hooks.test', '169.254.169.254');
    expect((await poster.post(request)).outcome).toEqual(DELIVERED);
    expect(endpoint.sockets).toHaveLength(1);
    expect(names.queries).toEqual(['hooks.test']);
  });

  it('is resolved and checked again for a resend', async () => {
    const names = await nameServer();
    const endpoint = await rawEndpoint((socket, nth) => (nth === 1 ? socket.write(OK) : socket.destroy()));
    const poster = newPoster(names.resolve, IPV4_LOOPBACK);
    names.point('hooks.test', '127.0.0.1');
    await poster.post(postTo(endpoint.url('hooks.test')));
    names.point('hooks.test', '10.0.0.1');
    const { outcome } = await poster.post(postTo(endpoint.url('hooks.test')));
    expect(outcome).toEqual({ kind: 'refused', rule: 'private' });
  });

  it.each([
    ['does not exist', async () => (await nameServer()).resolve],
    ['has no address', async () => withoutAddress(await nameServer())],
    ['leads nowhere that anyone told', async () => async () => []],
    ['nobody can resolve', async () => () => Promise.reject(new Error('no network'))],
  ])('that %s is unreachable by DNS', async (_, resolver) => {
    const { outcome } = await newPoster(await resolver()).post(postTo('http://hooks.test/'));
    expect(outcome).toEqual({ kind: 'unreachable', cause: 'dns' });
  });
});

describe('an address', () => {
  it('where nobody listens is unreachable', async () => {
    const endpoint = await rawEndpoint(() => {});
    const url = endpoint.url();
    await endpoint.stop();
    expect((await newPoster().post(postTo(url))).outcome).toEqual({ kind: 'unreachable', cause: 'connect' });
  });
});

/** What guards where the lookup failed to: these connections ask one that lets everything through. */
describe('a peer that may not be called', () => {
  let received = '';
  const server = net.createServer((socket) => socket.on('error', () => {}).on('data', (data) => (received += data)));
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return () => server.close();
  });

  it.each(['http', 'https'])('gets not a byte (%s)', async (protocol) => {
    const unchecked = new Connections((_, options, callback) => {
      if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
      else callback(null, '127.0.0.1', 4);
    }, []);
    const { port } = server.address() as net.AddressInfo;
    const hungUp = new Promise((resolve) => server.once('connection', (socket) => socket.once('close', resolve)));
    const request = unchecked.request(new URL(`${protocol}://hooks.test:${port}/`), { method: 'POST', headers: {} });
    const error = new Promise((resolve) => request.once('error', resolve));
    request.end('{}');
    expect(await error).toMatchObject({ name: 'RefusedAddress', rule: 'loopback' });
    await hungUp;
    expect(received).toBe('');
  });
});

function withoutAddress(names: NameServer): NameServer['resolve'] {
  names.point('hooks.test');
  return names.resolve;
}
