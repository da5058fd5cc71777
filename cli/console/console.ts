/** Serves the console until it is told to stop. */
import { once } from 'node:events';
import { buildConsole } from '../../console/serve/build-console.ts';
import { consoleFiles } from '../../console/serve/console-files.ts';
import { interruption } from '../interruption.ts';
import { Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';
import { type ConsoleServer, startConsoleServer } from './console-server.ts';
import { openBrowser } from './open-browser.ts';

interface ConsoleOptions {
  readonly port: number;
  readonly open: boolean;
}

export async function openConsole(session: Session, { port, open }: ConsoleOptions): Promise<void> {
  const signal = interruption();
  const api = await session.apiAddress();
  const directory = await buildConsole(() => session.out.note('Building the console: its sources are new …'));
  const server = await startConsoleServer({ port, api, files: consoleFiles(directory, session.stage) }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new Refusal('failed', `Port ${port} cannot be listened on (${error.code}): choose another --port.`);
    },
  );
  try {
    show(session, server);
    if (open) openBrowser(server.openedUrl(), (why) => session.out.note(`No browser could be opened: ${why}.`));
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await server.stop();
  }
}

function show({ isJson, isLocal, stage, out }: Session, { url }: ConsoleServer): void {
  if (isJson) return void out.line(JSON.stringify({ stage, url }));
  out.line(url);
  const signed = isLocal ? '' : ' Requests are signed with your AWS credentials: keep the address to yourself.';
  out.note(`The console of stage ${stage} is at this address.${signed} Ctrl-C ends it.`);
}
