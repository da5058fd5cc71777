/** `events publish`: checks events against the catalogue, puts them on the bus, tells which did not get there. */

import { printable } from '../../core/printable.ts';
import { PublishError } from '../../publish/create-publisher.js';
import { stageFacts } from '../aws/stage-facts.ts';
import { interruption } from '../interruption.ts';
import { Interrupted, Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';
import { Catalogue } from './catalogue.ts';
import { EventCheck } from './event-check.ts';
import { type EventOptions, eventSource, type PlacedReading } from './event-source.ts';
import { errorText, PublishProgress } from './publish-progress.ts';
import { Sender } from './sender.ts';
import { lastingFailure, stagePublisher } from './stage-publisher.ts';
import { Tally } from './tally.ts';

interface PublishOptions extends EventOptions {
  readonly source: string;
  readonly dryRun?: boolean;
  readonly failFast?: boolean;
  readonly strict?: boolean;
  readonly validate: boolean;
  readonly awsEndpoint?: string;
}

export async function publishEvents(
  session: Session,
  file: string | undefined,
  options: PublishOptions,
): Promise<void> {
  if (options.strict && !options.validate) {
    throw new Refusal('usage', '--strict is about what the catalogue knows, and --no-validate does not ask it.');
  }
  const signal = interruption();
  const events = await eventSource(file, options, { bus: session.busName, signal });
  const progress = new PublishProgress();
  const tally = new Tally((error) => session.isJson || progress.tell(errorText(error)));
  const end = await run(session, events, { options, signal, tally, progress }).finally(() => progress.end());
  report(session, tally, options);
  if (end.reason !== undefined) throw end.reason;
  if (signal.aborted) throw new Interrupted('Not all of it was read.');
  if (tally.hasErrors) throw new Refusal('failed', failureText(tally, options, end.lastLine));
}

interface Run {
  readonly options: PublishOptions;
  readonly signal: AbortSignal;
  readonly tally: Tally;
  readonly progress: PublishProgress;
}

interface End {
  /** Why it ended before all was read, where it was not asked to. */
  readonly reason?: unknown;
  readonly lastLine: number | undefined;
}

/** Reads, checks and sends until the end, or until going on is no use; what is under way is waited for. */
async function run(session: Session, events: AsyncIterable<PlacedReading>, { options, ...with_ }: Run): Promise<End> {
  const { signal, tally, progress } = with_;
  const facts = await stageFacts(session);
  const publisher = await stagePublisher(session, facts, options);
  const catalogue = options.validate ? new Catalogue(await session.api(), facts.fields) : undefined;
  const warn = (text: string) => progress.tell(printable(text));
  const check = new EventCheck({ publisher, catalogue, tally, warn, isStrict: options.strict === true });
  let reason: unknown;
  let lastLine: number | undefined;
  const sender = new Sender(publisher, tally, (error) => {
    reason ??= error instanceof PublishError ? lastingFailure(session, error) : error;
  });
  try {
    for await (const { reading, line, share } of events) {
      lastLine = line;
      const event = await check.passed(reading, line);
      if (event && options.dryRun) tally.valid++;
      else if (event) await sender.send(event);
      progress.show(tally, share);
      if (signal.aborted || reason !== undefined || (options.failFast && tally.hasErrors)) break;
    }
  } catch (error) {
    if (!signal.aborted) reason ??= error;
  }
  await sender.end();
  return { reason, lastLine };
}

function report({ isJson, out }: Session, tally: Tally, { dryRun = false, type }: PublishOptions): void {
  const isOne = type !== undefined;
  const { eventId, eventBridgeId } = tally.published ?? {};
  if (isJson) out.json({ ...tally.asJson(dryRun), ...(isOne ? tally.published : {}) });
  else if (!isOne) out.line(tally.asText(dryRun));
  else if (eventId !== undefined) out.fields({ eventId, eventBridgeId });
  else if (tally.valid > 0) out.line('It is valid; nothing was sent.');
}

function failureText(tally: Tally, { type, failFast }: PublishOptions, lastLine: number | undefined): string {
  if (type !== undefined)
    return tally.invalid > 0 ? 'The event is invalid: nothing was sent.' : 'The event was not accepted.';
  const count = tally.invalid + tally.failed;
  const stopped = failFast && lastLine !== undefined ? ` It ended at line ${lastLine}.` : '';
  const all = (count + tally.accepted + tally.valid).toLocaleString('en');
  return `${count.toLocaleString('en')} of ${all} events ${count === 1 ? 'is' : 'are'} invalid or failed.${stopped}`;
}
