/** A name server of the tests' own: a name leads where it was told last, so it can change its mind between two queries. */
import dgram from 'node:dgram';
import { promises as dns, type LookupAddress } from 'node:dns';
import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

const TYPE_A = 1;
const TYPE_AAAA = 28;
const NO_SUCH_NAME = 3;

export class NameServer {
  /** Names asked for, in order; each is asked for both kinds of addresses. */
  readonly queries: string[] = [];
  readonly #addresses = new Map<string, readonly string[]>();
  readonly #socket: dgram.Socket;
  readonly #resolver = new dns.Resolver({ tries: 1, timeout: 2_000 });

  private constructor(socket: dgram.Socket) {
    this.#socket = socket;
    this.#resolver.setServers([`127.0.0.1:${socket.address().port}`]);
    socket.on('message', (query, from) => socket.send(this.#answer(query), from.port, from.address));
  }

  static async start(): Promise<NameServer> {
    const socket = dgram.createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return new NameServer(socket);
  }

  point(name: string, ...addresses: string[]): void {
    this.#addresses.set(name, addresses);
  }

  /** Asks this server, through the resolver that Node brings. */
  readonly resolve = async (hostname: string): Promise<LookupAddress[]> => {
    const [v4, v6] = await Promise.allSettled([this.#resolver.resolve4(hostname), this.#resolver.resolve6(hostname)]);
    if (v4.status === 'rejected' && v6.status === 'rejected') throw v4.reason;
    return [
      ...(v4.status === 'fulfilled' ? v4.value : []).map((address) => ({ address, family: 4 })),
      ...(v6.status === 'fulfilled' ? v6.value : []).map((address) => ({ address, family: 6 })),
    ];
  };

  stop(): void {
    this.#resolver.cancel();
    this.#socket.close();
  }

  /** RFC 1035 §4: header, the question as it was asked, and an answer for each address of the kind asked for. */
  #answer(query: Buffer): Buffer {
    const { name, type, end } = question(query);
    if (type === TYPE_A) this.queries.push(name);
    const addresses = this.#addresses.get(name);
    const answers = (addresses ?? []).filter((address) => type === (isIPv4(address) ? TYPE_A : TYPE_AAAA));
    const header = Buffer.alloc(12);
    header.writeUInt16BE(query.readUInt16BE(0), 0);
    header.writeUInt16BE(0x8580 | (addresses ? 0 : NO_SUCH_NAME), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(answers.length, 6);
    return Buffer.concat([header, query.subarray(12, end), ...answers.map((address) => answer(type, address))]);
  }
}

function question(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function answer(type: number, address: string): Buffer {
  const data = ipaddr.parse(address).toByteArray();
  const pointerToName = [0xc0, 12];
  const timeToLive = [0, 0, 0, 0];
  return Buffer.from([...pointerToName, 0, type, 0, 1, ...timeToLive, 0, data.length, ...data]);
}
