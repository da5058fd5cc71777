/** What is done with each webhook that was fetched? It is printed, run through a command, or posted on. */
import { styleText } from 'node:util';
import { printable } from '../../core/printable.ts';
import type { Session } from '../session.ts';
import { forward } from '../webhooks/forward.ts';
import { runCommand } from './run-command.ts';
import { idOf, type Webhook } from './webhook.ts';

export interface HandlerOptions {
  readonly exec?: string;
  readonly forward?: string;
}

/** `undefined` when it was handled; else why not. */
export type Handler = (webhook: Webhook, timeLeftMs: number) => Promise<string | undefined>;

export function handlerOf({ isJson, out }: Session, { exec, forward: url }: HandlerOptions): Handler {
  if (exec !== undefined) return (webhook) => runCommand(exec, webhook, isJson);
  if (url !== undefined) return (webhook, timeLeftMs) => forwarded(url, webhook, timeLeftMs);
  const text = isJson ? (webhook: Webhook) => JSON.stringify(webhook) : out.isForPeople ? forPeople : tabbed;
  return (webhook) => print(text(webhook));
}

async function forwarded(url: string, webhook: Webhook, timeLeftMs: number): Promise<string | undefined> {
  const result = await forward(url, webhook, timeLeftMs);
  if ('failed' in result) return `${url}: ${result.failed}`;
  return result.status >= 200 && result.status < 300 ? undefined : `${url} answered ${result.status}`;
}

/** Handled only once it is written: the reader of a pipe may have gone. */
export function print(text: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    process.stdout.write(`${text}\n`, (error) =>
      resolve(error ? `it could not be printed: ${error.message}` : undefined),
    );
  });
}

function forPeople(webhook: Webhook): string {
  const { 'webhook-timestamp': timestamp } = webhook.headers;
  return `${styleText('bold', printable(idOf(webhook)))}  ${timestamp ?? ''}\n${printable(webhook.body)}`;
}

function tabbed(webhook: Webhook): string {
  return `${printable(idOf(webhook))}\t${printable(webhook.body)}`;
}
