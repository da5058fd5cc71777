/** Which part of a list of queues is asked for, and how does the caller get the next? */
import type { Json } from '../aws/service.ts';
import { optionalInteger, optionalText } from './input-fields.ts';
import type { Queue } from './queue-directory.ts';
import { refusal } from './refusal.ts';

export const PAGE_FIELDS = ['MaxResults', 'NextToken'];

const MAX_RESULTS = { min: 1, max: 1_000, reason: 'MaxResults must be an integer between 1 and 1000.' };

/** A page of queues by name. As on SQS, a token for the next comes only where MaxResults was given. */
export function page(queues: readonly Queue[], input: Json): { items: Queue[]; nextToken: { NextToken?: string } } {
  const atMost = optionalInteger(input, 'MaxResults', MAX_RESULTS);
  const after = readToken(optionalText(input, 'NextToken'));
  const rest = queues.filter(({ name }) => name > after).sort((a, b) => (a.name < b.name ? -1 : 1));
  const items = rest.slice(0, atMost ?? MAX_RESULTS.max);
  const last = items.at(-1);
  if (atMost === undefined || !last || items.length === rest.length) return { items, nextToken: {} };
  return { items, nextToken: { NextToken: Buffer.from(`after:${last.name}`).toString('base64') } };
}

/** The name of the last queue of the page before; empty at the beginning. */
function readToken(token: string | undefined): string {
  if (token === undefined) return '';
  const [, name] = /^after:([\w-]+)$/.exec(Buffer.from(token, 'base64').toString()) ?? [];
  if (name === undefined) throw refusal.invalidValue(token, 'NextToken', 'Invalid or expired next token.');
  return name;
}
