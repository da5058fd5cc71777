/** How many events were accepted, and what was wrong with the others? */
import type { Published } from '../../publish/create-publisher.js';
import type { EventFault } from './read-event.ts';

export interface EventError extends EventFault {
  /** Of the file. */
  readonly line?: number;
  readonly type?: string;
  readonly eventId?: string;
  /** `invalid`: not sent. `failed`: not accepted by EventBridge. */
  readonly kind: 'invalid' | 'failed';
}

/** More are counted and told, but not kept: there may be a million of them. */
const MAX_KEPT = 1000;

/** What is known of an event that goes wrong. */
export type EventPlace = Pick<EventError, 'line' | 'type' | 'eventId'>;

export class Tally {
  accepted = 0;
  /** The last of them. */
  published: Published | undefined;
  /** Those a dry run found nothing wrong with. */
  valid = 0;
  invalid = 0;
  failed = 0;
  readonly #kept: EventError[] = [];
  #leftOut = 0;
  readonly #tell: (error: EventError) => void;

  constructor(tell: (error: EventError) => void) {
    this.#tell = tell;
  }

  get hasErrors(): boolean {
    return this.invalid + this.failed > 0;
  }

  countAccepted(published: readonly Published[]): void {
    this.accepted += published.length;
    this.published = published.at(-1) ?? this.published;
  }

  countInvalid(place: EventPlace, faults: readonly EventFault[]): void {
    this.invalid++;
    for (const fault of faults) this.#note({ ...place, kind: 'invalid', ...fault });
  }

  countFailed(place: EventPlace, message: string): void {
    this.failed++;
    this.#note({ ...place, kind: 'failed', message });
  }

  #note(error: EventError): void {
    if (this.#kept.length < MAX_KEPT) this.#kept.push(error);
    else this.#leftOut++;
    this.#tell(error);
  }

  /** For programs. */
  asJson(isDryRun: boolean): object {
    return {
      ...(isDryRun ? { dryRun: true, valid: this.valid } : {}),
      accepted: this.accepted,
      invalid: this.invalid,
      failed: this.failed,
      errors: this.#kept,
      ...(this.#leftOut > 0 ? { errorsLeftOut: this.#leftOut } : {}),
    };
  }

  /** For people. */
  asText(isDryRun: boolean): string {
    const count = (n: number) => n.toLocaleString('en');
    if (isDryRun) return `${count(this.valid)} valid, ${count(this.invalid)} invalid; nothing was sent.`;
    return `${count(this.accepted)} accepted, ${count(this.invalid)} invalid, ${count(this.failed)} failed.`;
  }
}
