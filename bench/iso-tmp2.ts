/**
 * Does an endpoint that hangs slow a healthy one down? Publishes the same load to a healthy subscriber alone and beside
 * one whose endpoint never answers, in turns within one run, and compares the times from publish to POST.
 */
import { parseArgs } from 'node:util';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { startPlatform } from '../local/platform.ts';
import { Endpoint } from '../test/endpoint.ts';
import { until } from '../test/until.ts';

const HELP = `Usage: npm run bench:isolation -- [--rounds 6] [--events 300] [--rate 100] [--json]

  --rounds  pairs of phases: alone, then beside the hanging endpoint
  --events  events in a phase
  --rate    events a second
`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '6' },
    events: { type: 'string', default: '300' },
    rate: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const [rounds, perPhase, rate] = [Number(values.rounds), Number(values.events), Number(values.rate)];

const platform = await startPlatform({ awsPort: 0, apiPort: 0, receiverPort: 0, host: '127.0.0.1', stage: 'local' });
const endpoint = await Endpoint.start();
const events = new EventBridgeClient({
  endpoint: platform.awsUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
});

const arrivals = new Map<string, number>();
endpoint.behave('/healthy', ({ headers, atMs }) => {
  arrivals.set(headers['webhook-id'] ?? '', atMs);
  return { status: 200 };
});
endpoint.behave('/hanging', () => 'hang');

/** `alone.*` goes to the healthy one only, `beside.*` to both. */
await register('/healthy', ['alone.*', 'beside.*']);
await register('/hanging', ['beside.*']);

const times = { alone: [] as number[], beside: [] as number[] };
await phase('alone', []); await new Promise(r=>setTimeout(r,5000));
for (let round = 0; round < rounds; round++) {
  await phase('alone', times.alone);
  await phase("beside", times.beside); console.log(round, percentiles(times.alone.slice(-perPhase)), percentiles(times.beside.slice(-perPhase)));
}
report();
await platform.stop();
await endpoint.stop();

async function register(path: string, eventTypes: string[]): Promise<void> {
  const answer = await fetch(`${platform.apiUrl}/v1/subscribers`, {
    method: 'POST',
    body: JSON.stringify({ name: path, url: endpoint.url(path), eventTypes }),
  });
  const { id } = (await answer.json()) as { id: string };
  await until(`${path} to be active`, async () => {
    const subscriber = (await (await fetch(`${platform.apiUrl}/v1/subscribers/${id}`)).json()) as { status: string };
    return subscriber.status === 'active';
  });
}

async function phase(kind: 'alone' | 'beside', collected: number[]): Promise<void> {
  const sent = new Map<string, number>();
  const published: Promise<unknown>[] = [];
  const begin = performance.now();
  for (let n = 0; n < perPhase; n++) {
    await until('its turn', () => performance.now() - begin >= (n * 1000) / rate);
    const eventId = `${kind}-${Date.now()}-${n}`;
    sent.set(eventId, Date.now());
    const entry = { EventBusName: platform.outputs.BusName, Source: 'bench', DetailType: `${kind}.sent` };
    published.push(events.send(new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify({ eventId }) }] })));
  }
  await Promise.all(published);
  await until('all to arrive', () => [...sent.keys()].every((id) => arrivals.has(id)));
  for (const [id, at] of sent) collected.push((arrivals.get(id) ?? 0) - at);
}

function report(): void {
  const figures = { alone: percentiles(times.alone), beside: percentiles(times.beside) };
  const ratio = { p50: figures.beside.p50 / figures.alone.p50, p99: figures.beside.p99 / figures.alone.p99 };
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ rounds, perPhase, rate, ...figures, ratio })}\n`);
    return;
  }
  process.stdout.write(
    [
      `publish to POST, ms, of a healthy endpoint (${rounds} × ${perPhase} events at ${rate}/s)`,
      `             p50     p99`,
      `alone     ${cell(figures.alone.p50)}${cell(figures.alone.p99)}`,
      `beside    ${cell(figures.beside.p50)}${cell(figures.beside.p99)}   with ${endpoint.at('/hanging').length} POSTs hanging meanwhile`,
      `ratio     ${ratio.p50.toFixed(2).padStart(6)}  ${ratio.p99.toFixed(2).padStart(6)}`,
      '',
    ].join('\n'),
  );
}

function percentiles(all: readonly number[]): { p50: number; p99: number } {
  const sorted = [...all].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

function cell(ms: number): string {
  return `${String(ms).padStart(6)}  `;
}
