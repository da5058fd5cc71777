/** What does whoever runs `npm start` see? */
import { styleText } from 'node:util';
import { printable, printableLines } from '../core/printable.ts';
import type { Platform } from './platform.ts';

const dim = (text: string) => styleText('dim', text);

/** The line others wait for, the addresses, and a first thing to do. */
export function readyText({ awsUrl, apiUrl, consoleUrl, receiverUrl, outputs }: Platform): string {
  const entry = {
    EventBusName: outputs.BusName,
    Source: 'shop',
    DetailType: 'demo.hello',
    Detail: JSON.stringify({ hello: 'world' }),
  };
  const entries = JSON.stringify({ Entries: [entry] });
  return [
    'Fanfare is ready.',
    ...(consoleUrl === undefined ? [] : [`  Console        ${consoleUrl}`]),
    `  AWS endpoint   ${awsUrl}   bus ${outputs.BusName}`,
    `  API            ${apiUrl}/v1`,
    `  Demo receiver  ${receiverUrl}   (GET / tells its paths)`,
    '',
    'Publish an event, and see it arrive below:',
    `  curl -s ${awsUrl} -H 'x-amz-target: AWSEvents.PutEvents' -d '${entries}'`,
    `  aws events put-events --endpoint-url ${awsUrl} --entries '${JSON.stringify([entry])}'`,
    '',
  ].join('\n');
}

/** A function's log line for people: attempts in short, faults whole, the rest not at all. */
export function logText(functionName: string, line: string): string | undefined {
  const record = parse(line);
  if (!record || record.level === 'ERROR' || record.level === 'WARN') return `${functionName}: ${printableLines(line)}`;
  return record.message === 'attempt' ? attemptText(record) : undefined;
}

function attemptText({ eventType, subscriberId, attempt, ...rest }: Record<string, unknown>): string {
  const { httpStatus, outcome, detail, durationMs, decision, nextAttemptAt, reason } = rest;
  const came = printable(String(httpStatus ?? [outcome, detail].filter(Boolean).join(' ')));
  const next = nextAttemptAt ?? reason;
  return `${printable(String(eventType))} ${dim(`→ ${subscriberId} attempt ${attempt}:`)} ${came} ${dim(`in ${durationMs} ms:`)} ${decision}${next ? ` (${next})` : ''}`;
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
