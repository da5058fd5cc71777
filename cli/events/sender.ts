/** How do many events get onto the bus without one waiting for the other? Ten a request, several requests at once. */
import { PublishError, type Publisher } from '../../publish/create-publisher.js';
import type { ReadEvent } from './read-event.ts';
import type { EventPlace, Tally } from './tally.ts';

export interface PlacedEvent extends ReadEvent {
  readonly place: EventPlace;
}

const BATCH = 10;
const REQUESTS_AT_ONCE = 8;
/** Events that trickle in are not held back for a full batch. */
const MAX_WAIT_MS = 100;

export class Sender {
  readonly #publisher: Publisher;
  readonly #tally: Tally;
  readonly #onFailure: (error: unknown) => void;
  readonly #underWay = new Set<Promise<void>>();
  #batch: PlacedEvent[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `onFailure` hears of everything that kept events from being accepted. */
  constructor(publisher: Publisher, tally: Tally, onFailure: (error: unknown) => void) {
    this.#publisher = publisher;
    this.#tally = tally;
    this.#onFailure = onFailure;
  }

  /** Resolves when there is room for the next one. */
  async send(event: PlacedEvent): Promise<void> {
    this.#batch.push(event);
    this.#timer ??= setTimeout(() => this.#flush(), MAX_WAIT_MS);
    if (this.#batch.length === BATCH) this.#flush();
    while (this.#underWay.size >= REQUESTS_AT_ONCE) await Promise.race(this.#underWay);
  }

  /** Resolves when each has been accepted or has failed. */
  async end(): Promise<void> {
    this.#flush();
    await Promise.all(this.#underWay);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#batch.length === 0) return;
    const sending = this.#publish(this.#batch).finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
    this.#batch = [];
  }

  async #publish(batch: readonly PlacedEvent[]): Promise<void> {
    try {
      this.#tally.countAccepted(await this.#publisher.publish(batch.map(({ event }) => event)));
    } catch (error) {
      if (error instanceof PublishError) this.#count(batch, error);
      this.#onFailure(error);
    }
  }

  #count(batch: readonly PlacedEvent[], { accepted, failed }: PublishError): void {
    this.#tally.countAccepted(accepted);
    for (const { index, event, code, message } of failed) {
      const { eventId } = event;
      const place = { ...batch[index]?.place, ...(eventId === undefined ? {} : { eventId }) };
      this.#tally.countFailed(place, `${code}: ${message}`);
    }
  }
}
