/** `npm start`: the platform on this machine. */
import { FatalError } from '../local/fatal-error.ts';
import { LogFiles } from '../local/log-files.ts';
import { HELP, readOptions } from '../local/options.ts';
import { startPlatform } from '../local/platform.ts';
import { describeReceived } from '../local/receiver/describe-received.ts';
import { logText, readyText } from '../local/say.ts';

const say = (text: string | undefined) => text !== undefined && process.stdout.write(`${text}\n`);

function fail(error: unknown): never {
  const isKnown = error instanceof FatalError;
  process.stderr.write(`${isKnown ? error.message : (error instanceof Error && error.stack) || String(error)}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === 'help') return void say(HELP);
  const logs = new LogFiles(options.dataDir);
  const platform = await startPlatform(options, {
    onProgress: say,
    onLog: (functionName, line) => {
      logs.append(functionName, line);
      say(logText(functionName, line));
    },
    onReceived: (received) => say(describeReceived(received)),
    onFatal: (reason) => fail(new FatalError(reason)),
  });
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      say('Stopping: attempts under way finish first …');
      platform.stop().then(() => process.exit(0), fail);
    });
  }
  say(readyText(platform));
}

main().catch(fail);
