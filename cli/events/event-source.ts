/** Where do the events come from? From options, a file or stdin, one after the other. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { readInputFile } from '../files/read-file.ts';
import { Refusal } from '../refusal.ts';
import { linesOf } from './event-lines.ts';
import { type Reading, readData, readEvent } from './read-event.ts';

export interface EventOptions {
  readonly type?: string;
  readonly data?: string;
  readonly eventId?: string;
  readonly tenant?: string;
  readonly schemaVersion?: string;
  readonly time?: string;
}

export interface PlacedReading {
  readonly reading: Reading;
  /** Of the file; none for an event from options. */
  readonly line?: number;
  /** How much of the file has been read, from 0 to 1, where its size is known. */
  readonly share?: number;
}

const STDIN = '-';
const NOT_TEXT: Reading = { faults: [{ message: 'is not UTF-8' }] };

/** Throws `Refusal` when the options contradict each other. `signal` ends it. */
export async function eventSource(
  file: string | undefined,
  options: EventOptions,
  { bus, signal }: { readonly bus: string; readonly signal: AbortSignal },
): Promise<AsyncIterable<PlacedReading>> {
  const { type, data, eventId, tenant, schemaVersion, time } = options;
  const about = { type, eventId, tenant, schemaVersion, time };
  if (type !== undefined) {
    if (file !== undefined) throw new Refusal('usage', 'Give a file, or one event by --type and --data: not both.');
    if (data === undefined) throw new Refusal('usage', "--data is missing: the event's data as JSON, `{}` for none.");
    return one(readData(await dataText(data), defined(about)));
  }
  const [stray] = Object.keys(defined({ ...about, data }));
  if (stray !== undefined) {
    throw new Refusal('usage', `--${kebab(stray)} is for one event, with --type: in a file each event says its own.`);
  }
  if (file === undefined && process.stdin.isTTY) {
    throw new Refusal('usage', 'Which events? Give a file with one a line, `-` for stdin, or --type and --data.');
  }
  return file === undefined || file === STDIN
    ? readings(addAbortSignal(signal, process.stdin), { bus })
    : readings(addAbortSignal(signal, createReadStream(file)), { bus, size: await sizeOf(file) });
}

async function* one(reading: Reading): AsyncGenerator<PlacedReading> {
  yield { reading };
}

async function* readings(stream: Readable, { bus, size }: { readonly bus: string; readonly size?: number }) {
  for await (const { number, text, end } of linesOf(stream)) {
    const reading = text === undefined ? NOT_TEXT : readEvent(text, bus);
    yield { reading, line: number, ...(size === undefined ? {} : { share: end / size }) };
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    const found = await stat(file);
    if (!found.isDirectory()) return found.size;
  } catch (error) {
    throw new Refusal('usage', `The file ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  throw new Refusal('usage', `${file} is a folder: give a file with one event a line.`);
}

/** As it is written here, or in a file. */
async function dataText(data: string): Promise<string> {
  if (/^\s*[[{"]/.test(data)) return data;
  return readInputFile(data, `--data ${JSON.stringify(data)} is neither a JSON object nor a file of that name.`);
}

function defined(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
