/** Who waits for messages, and when is there something for them? */

/** A receive that waits. `take` answers nothing while there is nothing. */
interface Poll<Message> {
  take(): Message[];
  answer(messages: Message[]): void;
  refuse(error: unknown): void;
}

interface WaitingLine<Message> {
  readonly polls: Set<Poll<Message>>;
  /** Goes off when the next hidden message shows itself. */
  timer: NodeJS.Timeout | undefined;
  /** Set while a look at the queue is due at the end of this turn. */
  wake: NodeJS.Immediate | undefined;
}

export interface WaitOptions {
  readonly waitSeconds: number;
  /** When it aborts, the caller has gone away: it must not be given messages. */
  readonly signal: AbortSignal | undefined;
}

/**
 * One line of waiting polls a queue, served in the order they came: woken by a send, or by one timer a queue that goes
 * off when the next hidden message becomes visible. Nothing is asked of the database while nothing happens.
 */
export class LongPolls<Message> {
  readonly #lines = new Map<number, WaitingLine<Message>>();
  readonly #firstVisibleAt: (queueId: number) => number | undefined;
  readonly #now: () => number;

  constructor(firstVisibleAt: (queueId: number) => number | undefined, now: () => number) {
    this.#firstVisibleAt = firstVisibleAt;
    this.#now = now;
  }

  /** Resolves with the first messages `take` gets; with none when the wait is over, the caller gone or all is stopped. */
  wait(queueId: number, take: () => Message[], { waitSeconds, signal }: WaitOptions): Promise<Message[]> {
    return new Promise((resolve, reject) => {
      const line = this.#line(queueId);
      const leave = () => {
        clearTimeout(over);
        signal?.removeEventListener('abort', giveUp);
        line.polls.delete(poll);
        if (line.polls.size === 0) this.#close(queueId, line);
      };
      const poll: Poll<Message> = {
        take,
        answer: (messages) => {
          leave();
          resolve(messages);
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      const giveUp = () => poll.answer([]);
      const over = setTimeout(giveUp, waitSeconds * 1000);
      signal?.addEventListener('abort', giveUp);
      line.polls.add(poll);
      this.#arm(queueId, line);
    });
  }

  /**
   * Something of the queue became visible, or will at another time than before. Polls are served at the end of this
   * turn of the event loop, so that messages sent in one turn come in one batch.
   */
  wake(queueId: number): void {
    const line = this.#lines.get(queueId);
    if (!line || line.wake) return;
    line.wake = setImmediate(() => {
      line.wake = undefined;
      this.#serve(queueId, line);
    });
  }

  /** Answers all that wait for a queue with this error: it is gone. */
  refuse(queueId: number, error: Error): void {
    for (const poll of this.#lines.get(queueId)?.polls ?? []) poll.refuse(error);
  }

  stop(): void {
    for (const line of this.#lines.values()) for (const poll of line.polls) poll.answer([]);
  }

  #serve(queueId: number, line: WaitingLine<Message>): void {
    for (const poll of line.polls) if (!serveOne(poll)) break;
    if (line.polls.size > 0) this.#arm(queueId, line);
  }

  #arm(queueId: number, line: WaitingLine<Message>): void {
    clearTimeout(line.timer);
    // Possibly past: what became visible since the last look must be looked at again, or nobody would be told of it.
    const visibleAt = this.#firstVisibleAt(queueId);
    if (visibleAt === undefined) return;
    line.timer = setTimeout(() => this.#serve(queueId, line), Math.max(0, visibleAt - this.#now()));
  }

  #line(queueId: number): WaitingLine<Message> {
    const line = this.#lines.get(queueId) ?? { polls: new Set(), timer: undefined, wake: undefined };
    this.#lines.set(queueId, line);
    return line;
  }

  #close(queueId: number, line: WaitingLine<Message>): void {
    clearTimeout(line.timer);
    clearImmediate(line.wake);
    this.#lines.delete(queueId);
  }
}

/** Whether the poll left the line; if not there is nothing for those behind it either. */
function serveOne<Message>(poll: Poll<Message>): boolean {
  try {
    const messages = poll.take();
    if (messages.length === 0) return false;
    poll.answer(messages);
  } catch (error) {
    poll.refuse(error);
  }
  return true;
}
