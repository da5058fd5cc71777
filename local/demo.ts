/** The demo subscriber: whoever publishes `demo.…` sees it arrive at the demo receiver. */
import type { DatabaseSync } from 'node:sqlite';
import type { Receiver } from './receiver/receiver.ts';

interface Demo {
  readonly id: string;
  readonly secret: string;
  readonly url: string;
}

interface Registration {
  readonly id: string;
  readonly secret: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly path: string }[];
}

/** Registers it through the API like any other, once, where the stage takes it; the receiver is told its secret. */
export async function registerDemo(state: DatabaseSync, apiUrl: string, receiver: Receiver): Promise<void> {
  state.exec('CREATE TABLE IF NOT EXISTS demo (id TEXT NOT NULL, secret TEXT NOT NULL, url TEXT NOT NULL)');
  const url = `${receiver.url}/ok`;
  const known = state.prepare('SELECT id, secret, url FROM demo').get() as Demo | undefined;
  const demo = (await stillRight(known, url, apiUrl)) ?? (await register(apiUrl, url));
  if (!demo) return;
  state.exec('DELETE FROM demo');
  state.prepare('INSERT INTO demo (id, secret, url) VALUES (?, ?, ?)').run(demo.id, demo.secret, demo.url);
  receiver.trust(demo.secret);
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
  const answer = await fetch(`${apiUrl}/v1/subscribers`, {
    method: 'POST',
    body: JSON.stringify({ name: 'Demo', url, eventTypes: ['demo.*'], description: 'The demo receiver of npm start' }),
  });
  const body = (await answer.json()) as Registration;
  if (answer.status === 400 && body.errors?.every(({ path }) => path === 'url')) return undefined;
  if (answer.status !== 202) throw new Error(`The demo subscriber was refused: ${body.detail}`);
  return { id: body.id, secret: body.secret, url };
}
