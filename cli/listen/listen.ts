/** `fanfare listen`: receives, prints and answers webhooks until it is told to stop, and leaves nothing behind. */
import { once } from 'node:events';
import { interruption } from '../interruption.ts';
import { Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';
import { failureOf, waitUntilSettled } from '../subscribers/wait-until-settled.ts';
import { forward } from '../webhooks/forward.ts';
import { checkForwardAddress } from '../webhooks/forward-address.ts';
import { deleteDeadListeners, deleteListener, registerListener, type Wishes } from './listen-subscriber.ts';
import { type Received, type Receiver, startReceiver } from './receiver.ts';
import { showReceived } from './show-received.ts';

interface ListenOptions extends Wishes {
  readonly port: number;
  readonly forward?: string;
}

/** Less than what a subscriber may take to answer. */
const FORWARD_LIMIT_MS = 14_000;
const NOT_VERIFIED = 401;
const BAD_GATEWAY = 502;

export async function listen(session: Session, options: ListenOptions): Promise<void> {
  checkForwardAddress(options.forward);
  if (!session.isLocal) throw new Refusal('usage', ONLY_LOCAL);
  const api = await session.api();
  await deleteDeadListeners(api);
  const receiver = await startReceiver(options.port, async (received) => {
    const { status, why } = await answerTo(received, options.forward);
    showReceived(session, received, status, why);
    return status;
  }).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal('failed', `Port ${options.port} cannot be listened on (${error.code}): choose another --port.`);
  });
  try {
    await receiveUntilStopped(session, receiver, options);
  } finally {
    await receiver.stop();
  }
}

const ONLY_LOCAL =
  'Only on the local stage: nobody on AWS can call this machine. Register a subscriber with --mode pull there, and use `fanfare pull <subscriber> --follow --forward <url>`.';

/** What is registered is deleted, however it ends. */
async function receiveUntilStopped(session: Session, receiver: Receiver, options: ListenOptions): Promise<void> {
  const signal = interruption();
  const api = await session.api();
  const { id, key } = await registerListener(api, receiver.url, options);
  try {
    receiver.trust(key);
    const subscriber = await waitUntilSettled(api, id);
    if (subscriber?.status !== 'active') throw subscriber ? failureOf(subscriber) : new Refusal('failed', GONE);
    const { types = ['*'] } = options;
    session.out.note(`Listening on ${receiver.url} as ${id} for ${types.join(', ')}. Ctrl-C ends it.`);
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    const isGone = await deleteListener(api, id);
    session.out.note(`Stopped; ${id} is ${isGone ? 'deleted' : 'being deleted'}.`);
  }
}

const GONE = 'Its subscriber was deleted by somebody else.';

async function answerTo(
  { verification, headers, body }: Received,
  url: string | undefined,
): Promise<{ status: number; why?: string }> {
  if (!verification.ok) return { status: NOT_VERIFIED };
  if (url === undefined) return { status: 200 };
  const result = await forward(url, { headers, body }, FORWARD_LIMIT_MS);
  return 'failed' in result
    ? { status: BAD_GATEWAY, why: `${url}: ${result.failed}` }
    : { status: result.status, why: url };
}
