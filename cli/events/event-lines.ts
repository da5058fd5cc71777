/** Which lines does a stream of bytes hold? One after the other, so that a file may be larger than memory. */
import { Refusal } from '../refusal.ts';

export interface Line {
  /** From 1. */
  readonly number: number;
  /** `undefined` when it is no text. */
  readonly text: string | undefined;
  /** Bytes of the stream up to its end. */
  readonly end: number;
}

/** An event is 1 MiB at most; as a text within a text it may be spelled several times as long. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;
const NEW_LINE = 10;
/** It leaves out the mark that some editors put at the beginning of a file. */
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Empty lines are left out. Throws `Refusal` at a line that is longer than any event. */
export async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  let number = 1;
  let end = 0;
  for await (const chunk of stream) {
    let from = 0;
    for (let at = chunk.indexOf(NEW_LINE); at >= 0; at = chunk.indexOf(NEW_LINE, from)) {
      parts.push(chunk.subarray(from, at));
      end += at + 1 - from;
      from = at + 1;
      yield* lineOf(parts, number++, end);
      parts = [];
      length = 0;
    }
    parts.push(chunk.subarray(from));
    length += chunk.length - from;
    end += chunk.length - from;
    if (length > MAX_LINE_BYTES) throw tooLong(number);
  }
  yield* lineOf(parts, number, end);
}

function tooLong(number: number): Refusal {
  const size = `${MAX_LINE_BYTES / 1024 / 1024} MiB`;
  return new Refusal('failed', `Line ${number} has more than ${size}: each event must stand on a line of its own.`);
}

function* lineOf(parts: readonly Buffer[], number: number, end: number): Generator<Line> {
  const text = decoded(parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts));
  if (text?.trim() !== '') yield { number, text, end };
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
