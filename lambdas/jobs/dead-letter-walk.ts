/**
 * How is a dead-letter queue gone through, letter by letter? SQS hands out letters in no order and hides what it handed out,
 * so all that is not wanted stays hidden until the walk is over, and is shown again then.
 *
 *   receive ─▶ what the log says ─▶ judge ─┬─ move: send to the queue, delete
 *      ▲                                   ├─ delete
 *      └───────────────────────────────────┴─ leave: hidden until the end
 *
 * A walk that dies leaves letters hidden for a while; the job's record says until when, and the next walk does not end
 * before that. Whatever must stand in the log when a letter goes has been written by `judge` before.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type LetterJob, MAX_LETTERS_EXAMINED } from '../../core/job.ts';
import type { Verdict } from '../../core/letter-verdict.ts';
import { Pace } from '../pace.ts';
import { DeadLetterQueue, type HeldLetter } from './dead-letter-queue.ts';
import { type LoggedLetter, readLog } from './logged-letter.ts';
import type { JobParts } from './parts.ts';

export interface LetterWork {
  /** What becomes of letters just received, one verdict each. It may write to the log before it answers. */
  readonly judge: (letters: readonly LoggedLetter[]) => Promise<readonly Verdict[]>;
  /** Told of letters that went where they were to go. */
  readonly gone: (letters: readonly LoggedLetter[]) => void;
  /** Whether there is nothing left to look for. */
  readonly isDone?: () => boolean;
  /** What the job's record is to say by now. */
  readonly progress: () => Record<string, number>;
  /** Letters moved a second, at most. */
  readonly ratePerSecond?: number | undefined;
}

export type WalkEnd = 'walked' | 'cancelled' | 'out-of-time' | 'too-many';

/** A letter is hidden for so long at first; for twice as long when letters come again before the walk is over. */
const FIRST_HIDE_SECONDS = 60;
const LONGEST_HIDE_SECONDS = 900;
/** The job's record may be so much older than the last receive. */
const NOTE_LAG_SECONDS = 15;
const NOTE_EVERY_MS = 1000;
/** How long a worker rests that finds nothing while letters are hidden by an earlier step. */
const WAIT_MS = 1000;
/** Letters that died after the job was asked for may come in without end. */
const FRUITLESS_MS = 20_000;
const CLOCK_SKEW_MS = 5_000;

const WORKERS = 4;
const RECEIVES_AT_ONCE = 5;

export function walkDeadLetters(
  job: LetterJob,
  work: LetterWork,
  parts: JobParts,
  deadlineMs: number,
): Promise<WalkEnd> {
  return new Walk(job, work, parts, deadlineMs).run();
}

class Walk {
  readonly #job: LetterJob;
  readonly #work: LetterWork;
  readonly #parts: JobParts;
  readonly #queue: DeadLetterQueue;
  readonly #deadlineMs: number;
  /** By message id, the receipts of what is left; none for what is gone. */
  readonly #seen = new Map<string, string | undefined>();
  /** Whose turns it is to move letters, and how many of them in a turn. */
  readonly #pace: Pace | undefined;
  readonly #movedTogether: number = Number.POSITIVE_INFINITY;
  /** Earlier steps hid letters until then. */
  readonly #mayEndAtMs: number;
  #hideSeconds = FIRST_HIDE_SECONDS;
  #hideRaisedAtMs = 0;
  #notedAtMs = 0;
  #fruitfulAtMs = Date.now();
  #end: WalkEnd | undefined;
  #isFaulted = false;

  constructor(job: LetterJob, work: LetterWork, parts: JobParts, deadlineMs: number) {
    this.#job = job;
    this.#work = work;
    this.#parts = parts;
    this.#queue = new DeadLetterQueue(parts.sqs, parts.urlsOf(job.subscriberId));
    this.#deadlineMs = deadlineMs;
    const { ratePerSecond } = work;
    if (ratePerSecond !== undefined) this.#movedTogether = Math.min(Math.max(Math.floor(ratePerSecond / 10), 1), 10);
    this.#pace = ratePerSecond === undefined ? undefined : new Pace(ratePerSecond / this.#movedTogether);
    this.#mayEndAtMs = Date.parse(job.hiddenUntil ?? '') || 0;
  }

  async run(): Promise<WalkEnd> {
    await this.#note(); // before the first letter is hidden
    const workers = await Promise.allSettled(Array.from({ length: this.#pace ? 1 : WORKERS }, () => this.#goThrough()));
    await this.#release();
    // Whoever asks for another job finds all letters there, those of an earlier step too.
    if (this.#end === 'cancelled') await sleep(Math.max(Math.min(this.#mayEndAtMs, this.#deadlineMs) - Date.now(), 0));
    const fault = workers.find((worker) => worker.status === 'rejected');
    if (fault) throw fault.reason;
    return this.#end ?? 'walked';
  }

  async #goThrough(): Promise<void> {
    try {
      while (this.#end === undefined && !this.#isFaulted) {
        const received = await this.#receive();
        await this.#handle(received.filter(({ messageId }) => !this.#seen.has(messageId)));
        this.#endIfOver(received.length);
        if (Date.now() >= this.#notedAtMs + NOTE_EVERY_MS) await this.#note();
        if (received.length > 0) continue;
        if (Date.now() >= this.#mayEndAtMs) return;
        await sleep(WAIT_MS);
      }
    } catch (error) {
      this.#isFaulted = true; // the others stop too
      throw error;
    }
  }

  async #receive(): Promise<HeldLetter[]> {
    const perSecond = this.#work.ratePerSecond;
    const receives = perSecond === undefined ? RECEIVES_AT_ONCE : Math.min(Math.ceil(perSecond / 10), RECEIVES_AT_ONCE);
    const atMost = perSecond === undefined ? 10 : perSecond;
    const calls = Array.from({ length: receives }, () => this.#queue.receive(this.#hideSeconds, atMost));
    const letters = new Map((await Promise.all(calls)).flat().map((letter) => [letter.messageId, letter]));
    this.#takeBack([...letters.values()]);
    return [...letters.values()];
  }

  /** Letters that came again were hidden for too short a time. What else comes again by now was hidden as shortly. */
  #takeBack(received: readonly HeldLetter[]): void {
    const again = received.filter(({ messageId }) => this.#seen.has(messageId));
    for (const { messageId, receiptHandle } of again) this.#seen.set(messageId, receiptHandle);
    if (again.length === 0 || Date.now() < this.#hideRaisedAtMs + FIRST_HIDE_SECONDS * 1000) return;
    this.#hideSeconds = Math.min(this.#hideSeconds * 2, LONGEST_HIDE_SECONDS);
    this.#hideRaisedAtMs = Date.now();
  }

  async #handle(fresh: readonly HeldLetter[]): Promise<void> {
    if (fresh.length === 0) return;
    for (const { messageId, receiptHandle } of fresh) this.#seen.set(messageId, receiptHandle);
    if (fresh.some(({ sentAtMs }) => sentAtMs <= Date.parse(this.#job.createdAt) + CLOCK_SKEW_MS)) {
      this.#fruitfulAtMs = Date.now();
    }
    const letters = await readLog(fresh, this.#job.subscriberId, this.#parts);
    const verdicts = await this.#work.judge(letters);
    await this.#move(letters.filter((_, at) => verdicts[at] === 'move'));
    await this.#remove(letters.filter((_, at) => verdicts[at] === 'delete'));
  }

  async #move(letters: readonly LoggedLetter[]): Promise<void> {
    for (let at = 0; at < letters.length; at += this.#movedTogether) {
      const some = letters.slice(at, at + this.#movedTogether);
      await this.#pace?.turn();
      await this.#queue.send(some.map(({ letter }) => letter));
      await this.#remove(some);
    }
  }

  async #remove(letters: readonly LoggedLetter[]): Promise<void> {
    await this.#queue.remove(letters.map(({ letter }) => letter));
    for (const { letter } of letters) this.#seen.set(letter.messageId, undefined);
    this.#work.gone(letters);
  }

  #endIfOver(received: number): void {
    const now = Date.now();
    if (this.#work.isDone?.()) this.#end ??= 'walked';
    else if (this.#seen.size > MAX_LETTERS_EXAMINED) this.#end ??= 'too-many';
    else if (now >= this.#deadlineMs) this.#end ??= 'out-of-time';
    else if (received > 0 && now >= Math.max(this.#fruitfulAtMs + FRUITLESS_MS, this.#mayEndAtMs))
      this.#end ??= 'walked';
  }

  async #note(): Promise<void> {
    this.#notedAtMs = Date.now();
    const hiddenUntilMs = this.#notedAtMs + (this.#hideSeconds + NOTE_LAG_SECONDS) * 1000;
    const { status } = await this.#parts.jobs.note(this.#job, {
      ...this.#progress(),
      hiddenUntil: new Date(Math.max(hiddenUntilMs, this.#mayEndAtMs)).toISOString(),
    });
    if (status === 'cancelling') this.#end ??= 'cancelled';
  }

  #progress() {
    return { examined: this.#seen.size, ...this.#work.progress() };
  }

  /** Shows what was left. Where that fails, it shows itself in time, and the job's record goes on saying when. */
  async #release(): Promise<void> {
    const receipts = [...this.#seen.values()].flatMap((receiptHandle) => (receiptHandle ? [{ receiptHandle }] : []));
    for (let at = 0; at < receipts.length; at += RELEASED_AT_ONCE) {
      await this.#queue.release(receipts.slice(at, at + RELEASED_AT_ONCE));
    }
    const { hiddenUntil } = this.#job;
    const isPast = Date.now() >= this.#mayEndAtMs;
    await this.#parts.jobs.note(this.#job, { ...this.#progress(), hiddenUntil: isPast ? undefined : hiddenUntil });
  }
}

/** Many, but not all of the connections there are. */
const RELEASED_AT_ONCE = 200;
