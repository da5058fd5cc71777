/** How does a webhook look that has just arrived? */
import { styleText } from 'node:util';
import { printable } from '../../core/printable.ts';
import type { Session } from '../session.ts';
import type { Received } from './receiver.ts';

export function showReceived({ isJson, out }: Session, received: Received, answered: number, why?: string): void {
  const { at, headers, verification } = received;
  const body = received.body.toString('utf8');
  if (isJson) {
    const signature = verification.ok ? 'ok' : verification.message;
    return void out.line(JSON.stringify({ at, signature, answered, headers, body }));
  }
  const signature = verification.ok
    ? styleText('green', 'signature ok')
    : styleText('red', `signature wrong: ${verification.message}`);
  const type = typeOf(body);
  const id = printable(headers['webhook-id'] ?? '(no webhook-id)');
  const head = [at.slice(11, 23), ...(type === undefined ? [] : [styleText('bold', printable(type))]), id, signature];
  out.line(`${head.join('  ')}  → ${answered}${why === undefined ? '' : ` (${printable(why)})`}`);
  out.line(`  ${printable(body)}`);
}

/** Only one format of the body has it. */
function typeOf(body: string): string | undefined {
  try {
    const { type } = JSON.parse(body) as { type?: unknown };
    return typeof type === 'string' ? type : undefined;
  } catch {
    return undefined;
  }
}
