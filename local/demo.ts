/** The demo subscriber: whoever publishes `demo.…` sees it arrive at the demo receiver. */
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

interface Demo {
  readonly id: string;
  readonly url: string;
}

interface Registration {
  readonly id: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly path: string }[];
}

const SETTLES_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 100;

const DEMO_TYPE = { description: 'What the first command of npm start publishes', example: { hello: 'world' } };

/** Registers it through the API like any other, once, where the stage takes it. */
export async function registerDemo(state: DatabaseSync, apiUrl: string, receiverUrl: string): Promise<void> {
  state.exec('CREATE TABLE IF NOT EXISTS demo_subscriber (id TEXT NOT NULL, url TEXT NOT NULL)');
  const url = `${receiverUrl}/ok`;
  const known = state.prepare('SELECT id, url FROM demo_subscriber').get() as Demo | undefined;
  const demo = (await stillRight(known, url, apiUrl)) ?? (await register(apiUrl, url));
  if (!demo) return;
  state.exec('DELETE FROM demo_subscriber');
  state.prepare('INSERT INTO demo_subscriber (id, url) VALUES (?, ?)').run(demo.id, demo.url);
}

/** Somebody may have deleted it, or the receiver may have moved to another port. */
async function stillRight(known: Demo | undefined, url: string, apiUrl: string): Promise<Demo | undefined> {
  if (!known) return undefined;
  const subscriber = `${apiUrl}/v1/subscribers/${known.id}`;
  const { status } = await fetch(subscriber);
  if (status === 200 && known.url === url) return known;
  if (status === 200) await fetch(subscriber, { method: 'DELETE' });
  return undefined;
}

/** `undefined` on a stage whose rules refuse this machine's own address, as those that are deployed do. */
async function register(apiUrl: string, url: string): Promise<Demo | undefined> {
  await fetch(`${apiUrl}/v1/event-types/demo.hello`, { method: 'PUT', body: JSON.stringify(DEMO_TYPE) });
  const answer = await fetch(`${apiUrl}/v1/subscribers`, {
    method: 'POST',
    body: JSON.stringify({ name: 'Demo', url, eventTypes: ['demo.*'], description: 'The demo receiver of npm start' }),
  });
  const body = (await answer.json()) as Registration;
  if (answer.status === 400 && body.errors?.every(({ path }) => path === 'url')) return undefined;
  if (answer.status !== 202) throw new Error(`The demo subscriber was refused: ${body.detail}`);
  await settled(`${apiUrl}/v1/subscribers/${body.id}`);
  return { id: body.id, url };
}

/** Who publishes the moment that all is ready sees the event arrive: its rule is there by then. */
async function settled(subscriber: string): Promise<void> {
  for (const untilMs = Date.now() + SETTLES_WITHIN_MS; Date.now() < untilMs; await sleep(LOOK_EVERY_MS)) {
    const { status } = (await (await fetch(subscriber)).json()) as { readonly status: string };
    if (status !== 'provisioning') return;
  }
}
