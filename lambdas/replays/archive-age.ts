/** When did the stage's archive begin? EventBridge is asked once; a function that is warm remembers. */
import { DescribeArchiveCommand, type EventBridgeClient, ResourceNotFoundException } from '@aws-sdk/client-eventbridge';

export class ArchiveAge {
  readonly #events: EventBridgeClient;
  readonly #archive: string;
  #since: Date | undefined;

  /** `archive`: its name. */
  constructor(events: EventBridgeClient, archive: string) {
    this.#events = events;
    this.#archive = archive;
  }

  /** `undefined` where there is none. */
  async since(): Promise<Date | undefined> {
    if (this.#archive === '') return undefined;
    this.#since ??= await this.#ask();
    return this.#since;
  }

  async #ask(): Promise<Date | undefined> {
    try {
      const found = await this.#events.send(new DescribeArchiveCommand({ ArchiveName: this.#archive }));
      return found.CreationTime;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }
}
