/** Handles a webhook by a command of its user's: the body on stdin, its headers in the environment. */
import { spawn } from 'node:child_process';
import type { Webhook } from './webhook.ts';

/** `undefined` when it was taken; else why not. With `quietStdout` what it prints goes to stderr. */
export function runCommand(
  command: string,
  { headers, body }: Webhook,
  quietStdout: boolean,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(command, {
      shell: true,
      stdio: ['pipe', quietStdout ? process.stderr : 'inherit', 'inherit'],
      env: { ...process.env, ...webhookVariables(headers) },
    });
    child.once('error', (error) => resolve(`the command does not start: ${error.message}`));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(undefined);
      else resolve(signal ? `the command was ended by ${signal}` : `the command ended with ${code}`);
    });
    // A command need not read what it is given.
    child.stdin?.on('error', () => {});
    child.stdin?.end(body);
  });
}

/** `webhook-id` as WEBHOOK_ID, and so on. */
function webhookVariables(headers: Webhook['headers']): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => name.toLowerCase().startsWith('webhook-'));
  return Object.fromEntries(own.map(([name, value]) => [name.toUpperCase().replaceAll('-', '_'), value]));
}
