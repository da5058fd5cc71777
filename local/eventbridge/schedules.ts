/** Which functions are invoked by the clock, and when? Rules of the default bus with a `rate(…)`. */
import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from '../aws/service.ts';

export interface Schedule {
  readonly ruleArn: string;
  readonly functionArn: string;
  readonly everyMs: number;
}

export interface SchedulesOptions {
  /** Hands the event over and does not wait for what the function makes of it. */
  readonly invoke: (functionArn: string, event: string) => Promise<unknown>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

const UNITS_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
/** Longer waits than 24.8 days are none to `setTimeout`. */
const LONGEST_WAIT_MS = 86_400_000;

/**
 * `rate(1 hour)` in milliseconds, `undefined` for anything else: one takes the singular, more the plural.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function rateMs(expression: string): number | undefined {
  const [, count = '', unit = '', plural] = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const unitMs = UNITS_MS[unit];
  const isWellWritten = (count === '1') === (plural === '');
  return unitMs !== undefined && isWellWritten ? Number(count) * unitMs : undefined;
}

/** A schedule counts from `start`: nothing is remembered from one run of the platform to the next. */
export class Schedules {
  readonly #invoke: SchedulesOptions['invoke'];
  readonly #now: () => number;
  readonly #schedules = new Map<string, Schedule>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor({ invoke, now = Date.now }: SchedulesOptions) {
    this.#invoke = invoke;
    this.#now = now;
  }

  add(schedule: Schedule): void {
    this.#schedules.set(schedule.ruleArn, schedule);
  }

  /** The first invocations come after one interval, not at once. */
  start(): void {
    for (const schedule of this.#schedules.values()) this.#wait(schedule, this.#now() + schedule.everyMs);
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #wait(schedule: Schedule, dueAt: number): void {
    const waitMs = Math.min(dueAt - this.#now(), LONGEST_WAIT_MS);
    this.#timers.set(schedule.ruleArn, setTimeout(() => this.#wake(schedule, dueAt), waitMs).unref());
  }

  /** Woken early, it waits on. What a machine that slept has missed is not made up for. */
  #wake(schedule: Schedule, dueAt: number): void {
    const lateMs = this.#now() - dueAt;
    if (lateMs >= 0) this.#fire(schedule, dueAt);
    this.#wait(schedule, dueAt + (Math.floor(lateMs / schedule.everyMs) + 1) * schedule.everyMs);
  }

  #fire({ ruleArn, functionArn }: Schedule, dueAt: number): void {
    this.#invoke(functionArn, scheduledEvent(ruleArn, dueAt)).catch((error: unknown) => {
      process.stderr.write(`local EventBridge: ${ruleArn} does not reach ${functionArn}: ${String(error)}\n`);
    });
  }
}

function scheduledEvent(ruleArn: string, atMs: number): string {
  return JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT,
    time: `${new Date(atMs).toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources: [ruleArn],
    detail: {},
  });
}
