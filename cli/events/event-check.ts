/** May an event be sent? Asks whoever has a say: the line it is read from, the publisher, the catalogue. */
import type { Publisher } from '../../publish/create-publisher.js';
import type { Catalogue, Unchecked } from './catalogue.ts';
import type { EventFault, Reading } from './read-event.ts';
import type { PlacedEvent } from './sender.ts';
import type { EventPlace, Tally } from './tally.ts';

export interface EventCheckParts {
  readonly publisher: Publisher;
  readonly catalogue: Catalogue | undefined;
  readonly tally: Tally;
  readonly warn: (text: string) => void;
  /** What the catalogue does not know is invalid. */
  readonly isStrict: boolean;
}

/** A file may hold a million types that nobody knows. */
const MAX_WARNINGS = 100;

export class EventCheck {
  readonly #parts: EventCheckParts;
  readonly #warned = new Set<string>();

  constructor(parts: EventCheckParts) {
    this.#parts = parts;
  }

  /** The event when nothing is wrong with it; else that has been counted and told. */
  async passed(reading: Reading, line: number | undefined): Promise<PlacedEvent | undefined> {
    const place = line === undefined ? {} : { line };
    if ('faults' in reading) return this.#refuse(place, reading.faults);
    const { event } = reading;
    const fault = this.#parts.publisher.faultOf(event);
    const about = { ...place, ...(typeof event.type === 'string' ? { type: event.type } : {}) };
    if (fault !== undefined) return this.#refuse(about, [{ message: fault }]);
    const { faults = [], unchecked } = (await this.#parts.catalogue?.judge(reading)) ?? {};
    if (unchecked && this.#parts.isStrict) return this.#refuse(about, [{ message: unchecked.why }]);
    if (unchecked) this.#warn(unchecked, line);
    return faults.length > 0 ? this.#refuse(about, faults) : { ...reading, place: about };
  }

  #refuse(place: EventPlace, faults: readonly EventFault[]): undefined {
    this.#parts.tally.countInvalid(place, faults);
    return undefined;
  }

  /** Once for each type, not for each event. */
  #warn({ why, schemaOf = why }: Unchecked, line: number | undefined): void {
    if (this.#warned.has(schemaOf) || this.#warned.size >= MAX_WARNINGS) return;
    this.#warned.add(schemaOf);
    const where = schemaOf === why || line === undefined ? '' : `line ${line}: `;
    this.#parts.warn(`${where}${why} It is sent unchecked.`);
  }
}
