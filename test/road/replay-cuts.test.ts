/** `jobs` is cut off after each of its calls to AWS about a replay. All must arrive once more, once, as if it had not been. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AwsCall, Fault } from '../../local/aws/fault.ts';
import { newEventId, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { Replays } from './replays.ts';

/** One that is cut off at its nth call. */
interface Cut {
  readonly at: number;
  /** `crash`: nothing it does afterwards gets through either. `fault`: it can still say what happened. */
  readonly kind: 'crash' | 'fault';
  calls: number;
  /** The action it was cut off at. */
  action?: string;
  isOver?: boolean;
}

/** As many as two steps have. */
const MOST_CALLS = 11;

const cuts = new Map<string, Cut>();
/** Replays and subscribers, by each other's ids. */
const subscriberOf = new Map<string, string>();

let fanfare: TestPlatform;
let replays: Replays;
beforeAll(async () => {
  fanfare = await TestPlatform.start({}, { onAwsCall });
  replays = new Replays(fanfare);
});
afterAll(() => fanfare.stop());

function onAwsCall({ caller, action, request }: AwsCall): 'pass' | Fault {
  const [replay] = /rpl_[0-9a-f]{20}/.exec(request) ?? [];
  const [subscriber] = /sub_[0-9a-f]{32}/.exec(request) ?? [];
  if (replay && subscriber) subscriberOf.set(replay, subscriber);
  if (caller !== 'fanfare-local-jobs') return 'pass';
  const cut = cuts.get(subscriber ?? subscriberOf.get(replay ?? '') ?? '');
  if (!cut || isOver(cut, action, replay)) return 'pass';
  cut.calls++;
  if (cut.calls < cut.at) return 'pass';
  if (cut.calls > cut.at) return { fault: 'before', kind: 'reset' }; // the SDK tries again, which must not hide the cut
  cut.action = action;
  return { fault: 'after', kind: 'reset' };
}

/** Whether calls get through again: the step is over, or after a fault it could be carried on. */
function isOver(cut: Cut, action: string, replay: string | undefined): boolean {
  if (cut.action === undefined || cut.isOver) return cut.isOver ?? false;
  const said = fanfare.log.filter(({ jobId }) => jobId === replay).map(({ message }) => message);
  cut.isOver =
    said.includes('job not carried on') ||
    (cut.kind === 'fault' && (action !== cut.action || said.includes('job held up')));
  return cut.isOver;
}

it('a replay comes to the same end wherever it is cut off', async () => {
  const kinds = Array.from({ length: 2 * MOST_CALLS }, (_, n) => (n % 2 === 0 ? 'fault' : 'crash'));
  const all = await Promise.all(
    kinds.map(async (kind, n) => {
      const path = `/cut-${n}`;
      const { id } = await fanfare.subscribe(path, { eventTypes: ['cut.*'] });
      return { id, path, cut: { at: Math.floor(n / 2) + 1, kind, calls: 0 } as Cut };
    }),
  );
  const ids = Array.from({ length: 5 }, newEventId);
  await fanfare.publish(...ids.map((eventId) => ({ DetailType: 'cut.off', Detail: JSON.stringify({ eventId }) })));
  await until('all to arrive', () => fanfare.endpoint.received.length === all.length * ids.length);

  for (const { id, cut } of all) cuts.set(id, cut);
  const from = new Date(Date.now() - 60_000).toISOString();
  const begun = await Promise.all(all.map(({ id }) => replays.start(id, { from, includeDelivered: true })));
  for (const { id } of begun)
    await until(`${id} to be completed`, async () => (await replays.read(id)).status === 'completed', 150);
  await until('all to arrive again', () => fanfare.endpoint.received.length >= 2 * all.length * ids.length);

  const twice = Object.fromEntries(ids.map((eventId) => [eventId, 2]));
  for (const { id, path, cut } of all) {
    await replays.drained(id);
    expect(Object.fromEntries(replays.arrivals(path)), `${cut.kind} at ${cut.action}`).toEqual(twice);
  }
  const cutOffAt = [...new Set(all.map(({ cut }) => cut.action))].sort();
  expect(cutOffAt).toEqual(['DescribeReplay', 'GetItem', 'StartReplay', 'UpdateItem']);
}, 240_000);
