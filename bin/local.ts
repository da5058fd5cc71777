/** `npm start`: the platform on this machine. */
import { FatalError } from '../local/fatal-error.ts';
import { LogFiles } from '../local/log-files.ts';
import { HELP, readOptions } from '../local/options.ts';
import { type Platform, startPlatform } from '../local/platform.ts';
import { describeReceived } from '../local/receiver/describe-received.ts';
import { logText, readyText } from '../local/say.ts';

const SAME_SIGNAL_MS = 500;
const PARENT_CHECK_MS = 200;

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
  stopOnSignals(platform);
  say(readyText(platform));
}

/** A second signal ends it at once; but a terminal and npm may both pass on the first. */
function stopOnSignals(platform: Platform): void {
  let stoppingSince: number | undefined;
  const stop = () => {
    if (stoppingSince !== undefined && Date.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(1);
    if (stoppingSince !== undefined) return;
    stoppingSince = Date.now();
    say('Stopping: attempts under way finish first …');
    platform.stop().then(() => process.exit(0), fail);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
}

/** Killed without warning, npm cannot pass the signal on: what it started would keep the ports. State is safe any time. */
function endWithNpm(): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = process.ppid;
  setInterval(() => process.ppid !== npm && process.exit(1), PARENT_CHECK_MS).unref();
}

endWithNpm();
main().catch(fail);
