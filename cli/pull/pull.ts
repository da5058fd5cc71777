/** `fanfare pull`: fetches webhooks, has them handled, and acknowledges those that were. */
import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '../../core/printable.ts';
import { DEFAULT_ACKNOWLEDGE_SECONDS } from '../../core/subscriber.ts';
import { type ApiClient, path } from '../api/api-client.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { interruption } from '../interruption.ts';
import { Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';
import { findSubscriber } from '../subscribers/find-subscriber.ts';
import { checkForwardAddress } from '../webhooks/forward-address.ts';
import { type Handler, type HandlerOptions, handlerOf, print } from './handle.ts';
import { idOf, type Webhook } from './webhook.ts';

interface PullOptions extends HandlerOptions {
  readonly follow?: boolean;
  readonly max: number;
  readonly wait?: number;
}

const MAX_WAIT_SECONDS = 20;
/** The rest of the time is for acknowledging. */
const SHARE_FOR_HANDLING = 0.9;
const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 30_000;

export async function pull(session: Session, named: string, options: PullOptions): Promise<void> {
  checkForwardAddress(options.forward);
  if (options.exec !== undefined && options.forward !== undefined) {
    throw new Refusal('usage', 'Use --exec or --forward, not both: one of them says whether it was handled.');
  }
  const api = await session.api();
  const { id, timeoutSeconds = DEFAULT_ACKNOWLEDGE_SECONDS } = await findSubscriber(api, named);
  const puller = { session, api, id, options, timeLimitMs: timeoutSeconds * 1000, handle: handlerOf(session, options) };
  if (options.follow) return follow(puller);
  const failed = await handlePage(puller, await fetchPage(puller));
  if (failed > 0) throw new Refusal('failed', `${failed} were not handled; they are handed out again.`);
}

interface Puller {
  readonly session: Session;
  readonly api: ApiClient;
  readonly id: string;
  readonly options: PullOptions;
  /** How long there is to acknowledge. */
  readonly timeLimitMs: number;
  readonly handle: Handler;
}

/** Until Ctrl-C. An API that is away for a while is waited for. */
async function follow(puller: Puller): Promise<void> {
  const signal = interruption();
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      await handlePage(puller, await fetchPage(puller));
      pauseMs = FIRST_PAUSE_MS;
    } catch (error) {
      if (signal.aborted) return;
      if (!isPassing(error)) throw error;
      puller.session.out.note(`${(error as Error).message} Trying again …`);
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
      pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS);
    }
  }
}

/** What is asked wrongly stays so. */
function isPassing(error: unknown): boolean {
  if (error instanceof ApiProblem) return error.problem.status >= 500 || error.problem.status === 429;
  return error instanceof Refusal && error.kind === 'failed';
}

async function fetchPage({ api, id, options }: Puller): Promise<readonly Webhook[]> {
  const { follow: isFollowing = false, max, wait = isFollowing ? MAX_WAIT_SECONDS : 1 } = options;
  if (wait > MAX_WAIT_SECONDS) throw new Refusal('usage', `--wait takes at most ${MAX_WAIT_SECONDS} seconds.`);
  const body = { max, waitSeconds: wait };
  const page = await api.post<{ items: Webhook[] }>(path`/v1/subscribers/${id}/pull`, body, { signal: interruption() });
  return page.items;
}

/** Answers how many were not handled. */
async function handlePage(puller: Puller, webhooks: readonly Webhook[]): Promise<number> {
  const { session, options } = puller;
  const handled = options.exec !== undefined || options.forward !== undefined ? handleEach : printAll;
  if (webhooks.length === 0 && !options.follow && !session.isJson) session.out.note('Nothing waits.');
  return handled(puller, webhooks);
}

/** Printed together, acknowledged together. */
async function printAll(puller: Puller, webhooks: readonly Webhook[]): Promise<number> {
  const { session, options, handle, timeLimitMs } = puller;
  const written: Webhook[] = [];
  if (session.isJson && !options.follow) {
    if ((await print(JSON.stringify({ items: webhooks }, null, 2))) === undefined) written.push(...webhooks);
  } else {
    for (const webhook of webhooks) if ((await handle(webhook, timeLimitMs)) === undefined) written.push(webhook);
  }
  await acknowledge(puller, written);
  return webhooks.length - written.length;
}

/** What became of one, for programs. */
interface HandledView {
  readonly id: string;
  readonly handled: boolean;
  /** Why not. */
  readonly message?: string;
}

/** One after the other, each acknowledged at once. What would come too late is left: it is handed out again. */
async function handleEach(puller: Puller, webhooks: readonly Webhook[]): Promise<number> {
  const { session, options, timeLimitMs } = puller;
  const deadline = Date.now() + timeLimitMs * SHARE_FOR_HANDLING;
  const items: HandledView[] = [];
  try {
    for (const webhook of webhooks) {
      const item = await handleOne(puller, webhook, deadline);
      items.push(item);
      if (session.isJson && options.follow) session.out.line(JSON.stringify(item));
    }
  } finally {
    if (session.isJson && !options.follow) session.out.json({ items });
  }
  return items.filter(({ handled }) => !handled).length;
}

async function handleOne(puller: Puller, webhook: Webhook, deadline: number): Promise<HandledView> {
  const { session, handle } = puller;
  const id = idOf(webhook);
  if (interruption().aborted || Date.now() >= deadline) return { id, handled: false, message: 'it was not begun' };
  const message = await handle(webhook, deadline - Date.now());
  if (message === undefined) await acknowledge(puller, [webhook]);
  session.out.note(`${printable(id)} ${message === undefined ? 'handled' : `not acknowledged, ${printable(message)}`}`);
  return { id, handled: message === undefined, ...(message === undefined ? {} : { message }) };
}

interface Acknowledged {
  readonly failed: readonly { readonly receipt: string; readonly reason: string }[];
}

/** Never given up by Ctrl-C: what has been handled is to be acknowledged. */
async function acknowledge({ api, id, session }: Puller, webhooks: readonly Webhook[]): Promise<void> {
  if (webhooks.length === 0) return;
  const body = { receipts: webhooks.map(({ receipt }) => receipt) };
  const { failed } = await api.post<Acknowledged>(path`/v1/subscribers/${id}/ack`, body, { isRepeatable: true });
  for (const { receipt, reason } of failed) {
    const webhook = webhooks.find((each) => each.receipt === receipt);
    const name = webhook ? printable(idOf(webhook)) : receipt;
    session.out.note(`${name} was handled, but not acknowledged in time (${reason}): it is handed out again`);
  }
}
