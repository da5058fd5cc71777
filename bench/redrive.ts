/**
 * Thousands of dead letters of one subscriber: how fast is a page of their list, a redrive of a few chosen ones, a redrive
 * of all, and what is lost or delivered twice when the platform is killed in the middle of each? Two subscribers fail the
 * same events; one is redriven in peace, one is killed. Exits 1 when the receiver's account does not balance.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { freePort } from '../test/free-port.ts';
import { PlatformProcess } from '../test/platform-process.ts';
import { until } from '../test/until.ts';
import { type Balance, balance, DeliveryAccount, NOTED_WITHIN_MS } from './delivery-account.ts';

const HELP = `Usage: npm run bench:redrive -- [--letters 20000] [--chosen 37] [--mid-attempt] [--json]

  --letters      dead letters of each of the two subscribers
  --chosen       how many of them are redriven by their events' ids
  --mid-attempt  kill while the receiver answers: an answer that nobody could note comes to the event being sent again, with
                 the same webhook-id. Otherwise the receiver holds its answers back from shortly before the kill.
`;

const { values } = parseArgs({
  options: {
    letters: { type: 'string', default: '20000' },
    chosen: { type: 'string', default: '37' },
    'mid-attempt': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const [letters, chosen] = [Number(values.letters), Number(values.chosen)];
if (!(Number.isInteger(letters) && Number.isInteger(chosen) && chosen > 0 && letters > 3 * chosen)) {
  process.stderr.write(`--letters must be whole and more than three times --chosen.\n\n${HELP}`);
  process.exit(2);
}

interface Job {
  readonly id: string;
  readonly status: string;
  readonly moved: number;
  readonly failure?: string;
}

interface Subscriber {
  readonly status: string;
  readonly queue: { readonly depth: number; readonly inFlight: number; readonly deadLetters: number };
}

const PEACE = '/peace';
const KILLED = '/killed';
const MINUTE = 60;
const PAGES = 21;

const dataDir = mkdtempSync(path.join(tmpdir(), 'fanfare-redrive-'));
const [awsPort, apiPort, receiverPort] = [await freePort(), await freePort(), await freePort()];
const api = `http://127.0.0.1:${apiPort}`;
const account = await DeliveryAccount.open();
const eventIds = Array.from({ length: letters }, (_, n) => `evt_${String(n).padStart(6, '0')}`);
const figures: Record<string, number | string> = { letters, chosen };
const balances: Record<string, Balance> = {};
const kills: number[] = [];
let platform = start();
try {
  await platform.ready();
  await bench();
} finally {
  await platform.kill('SIGKILL');
  account.close();
  rmSync(dataDir, { recursive: true, force: true });
}
report();

async function bench(): Promise<void> {
  const [peace, killed] = [await subscribe(PEACE), await subscribe(KILLED)];
  for (const each of [PEACE, KILLED]) account.refuse(each);
  await timed('until all letters of both are dead: seconds', async () => {
    await publish();
    const areDead = async () => (await deadLetters(peace)) + (await deadLetters(killed)) === 2 * letters;
    await until('all to be dead', areDead, 30 * MINUTE);
  });
  for (const each of [PEACE, KILLED]) account.take(each);
  await timePages(peace);
  await walkOverAll(peace);
  await redriveInPeace(peace, eventIds.slice(-chosen));
  await chosenThroughKill(killed, eventIds.slice(chosen, 2 * chosen));
  await allThroughKill(killed);
}

/** A reconciliation looks at every letter, and finds nothing to do. */
async function walkOverAll(subscriberId: string): Promise<void> {
  const job = await read<Job>(`/v1/subscribers/${subscriberId}/reconciliations`, {});
  await timed('walk over all letters (reconciliation): seconds', () => over(job, 'reconciliations'));
}

async function redriveInPeace(subscriberId: string, some: readonly string[]): Promise<void> {
  await timed('redrive of chosen ones: seconds', async () => over(await redrive(subscriberId, { eventIds: some })));
  await settled(subscriberId);
  balances.chosen = balance(account.taken(PEACE), some, []);
  const seen = await timed('redrive of all: seconds', async () => over(await redrive(subscriberId, {})));
  figures['its progress was seen to change, times'] = seen - 1;
  await timed('and until all are delivered: seconds', () => settled(subscriberId));
  balances.all = balance(account.taken(PEACE), eventIds, []);
}

async function chosenThroughKill(subscriberId: string, some: readonly string[]): Promise<void> {
  const job = await redrive(subscriberId, { eventIds: some, ratePerSecond: 10 });
  await until('a third of them', () => account.taken(KILLED).size > some.length / 3, 5 * MINUTE);
  await killAndRestart();
  await timed('chosen ones, from the kill to the end: seconds', async () => {
    await over(job);
    await settled(subscriberId);
  });
  balances['chosen, killed'] = balance(account.taken(KILLED), some, kills);
}

async function allThroughKill(subscriberId: string): Promise<void> {
  const before = account.taken(KILLED).size;
  const job = await redrive(subscriberId, { ratePerSecond: 500 });
  await until('a fifth of them', () => account.taken(KILLED).size > before + letters / 5, 5 * MINUTE);
  figures['all, moved at the kill'] = (await read<Job>(`/v1/redrives/${job.id}`)).moved;
  await killAndRestart();
  await timed('all, from the kill to the end: seconds', async () => {
    await over(job);
    await settled(subscriberId);
  });
  balances['all, killed'] = balance(account.taken(KILLED), eventIds, kills);
}

function start(): PlatformProcess {
  const ports = ['--aws-port', String(awsPort), '--api-port', String(apiPort), '--receiver-port', String(receiverPort)];
  return new PlatformProcess([...ports, '--data-dir', dataDir, '--no-console']);
}

async function killAndRestart(): Promise<void> {
  if (!values['mid-attempt']) {
    account.hold();
    await sleep(NOTED_WITHIN_MS);
  }
  kills.push(Date.now());
  await platform.kill('SIGKILL');
  account.goOn();
  platform = start();
  await platform.ready();
}

async function subscribe(at: string): Promise<string> {
  const settings = { name: at, url: account.url(at), eventTypes: ['bench.*'], retrySchedule: [1], maxConcurrency: 10 };
  const { id } = await read<{ id: string }>('/v1/subscribers', settings);
  await until(`${at} to be active`, async () => (await read<Subscriber>(`/v1/subscribers/${id}`)).status === 'active');
  return id;
}

async function publish(): Promise<void> {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new EventBridgeClient({ endpoint: `http://127.0.0.1:${awsPort}`, region: 'us-east-1', credentials });
  const entry = { EventBusName: 'fanfare-local', Source: 'bench', DetailType: 'bench.sent' };
  for (let at = 0; at < letters; at += 10) {
    const ids = eventIds.slice(at, at + 10);
    const Entries = ids.map((eventId) => ({ ...entry, Detail: JSON.stringify({ eventId }) }));
    const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries }));
    if (FailedEntryCount) throw new Error('EventBridge did not take all events.');
  }
}

function redrive(subscriberId: string, body: object): Promise<Job> {
  return read(`/v1/subscribers/${subscriberId}/redrives`, body);
}

/** Answers how many different values of its progress were seen before it was over. */
async function over({ id }: Job, noun = 'redrives'): Promise<number> {
  const seen = new Set<number>();
  await until(
    `${id} to be over`,
    async () => {
      const { status, moved, failure } = await read<Job>(`/v1/${noun}/${id}`);
      seen.add(moved);
      if (status === 'failed') throw new Error(failure);
      return status === 'completed';
    },
    10 * MINUTE,
  );
  return seen.size;
}

/** Waits until nothing waits in the subscriber's queue. */
async function settled(subscriberId: string): Promise<void> {
  const isSettled = async () => {
    const { queue } = await read<Subscriber>(`/v1/subscribers/${subscriberId}`);
    return queue.depth + queue.inFlight === 0;
  };
  await until('its queue to be empty', isSettled, 30 * MINUTE);
}

async function deadLetters(subscriberId: string): Promise<number> {
  return (await read<Subscriber>(`/v1/subscribers/${subscriberId}`)).queue.deadLetters;
}

/** Pages of the list in the middle of it, as somebody turns them. */
async function timePages(subscriberId: string): Promise<void> {
  const times: number[] = [];
  let cursor = '';
  for (let page = 0; page < PAGES; page++) {
    const begin = performance.now();
    const list = await read<{ cursor?: string }>(`/v1/subscribers/${subscriberId}/dead-letters?limit=50${cursor}`);
    times.push(performance.now() - begin);
    cursor = list.cursor === undefined ? '' : `&cursor=${encodeURIComponent(list.cursor)}`;
  }
  const [first = 0, ...more] = times;
  figures['first page of the list: ms'] = Math.round(first);
  figures['slowest of the next 20 pages: ms'] = Math.round(Math.max(...more));
}

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const begin = performance.now();
  const result = await work();
  figures[name] = Math.round((performance.now() - begin) / 100) / 10;
  return result;
}

async function read<T>(at: string, body?: object): Promise<T> {
  const answer = await fetch(`${api}${at}`, body ? { method: 'POST', body: JSON.stringify(body) } : {});
  if (!answer.ok) throw new Error(`${at}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

function report(): void {
  const isBalanced = Object.values(balances).every(({ lost, twice, unexpected }) => lost + twice + unexpected === 0);
  if (values.json) process.stdout.write(`${JSON.stringify({ ...figures, balances, isBalanced })}\n`);
  else {
    for (const [name, figure] of Object.entries(figures)) process.stdout.write(`${name.padEnd(50)} ${figure}\n`);
    process.stdout.write('\nThe receiver took, event by event\n');
    for (const [name, { expected, once, lost, twice, underWay, unexpected }] of Object.entries(balances)) {
      const faults = `${lost} lost, ${twice} twice, ${unexpected} unexpected`;
      const again = underWay > 0 ? `; ${underWay} again whose attempt was under way at the kill` : '';
      process.stdout.write(`${name.padEnd(20)} ${once} of ${expected} once, ${faults}${again}\n`);
    }
  }
  process.exitCode = isBalanced ? 0 : 1;
}
