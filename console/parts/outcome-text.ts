/** Why did it fail? Outcomes and reasons in plain words, the cause first. */
import { lookUp } from './look-up.ts';

export interface SaidOutcome {
  readonly outcome: string;
  /** Which phase, cause or rule. */
  readonly detail?: string | undefined;
  readonly httpStatus?: number | undefined;
}

const UNREACHABLE: Record<string, string> = {
  dns: 'Its host name is not found (DNS)',
  connect: 'Nothing accepts the connection',
  tls: 'Its TLS certificate or handshake is not accepted',
  reset: 'It cut the connection',
};

const TIMED_OUT: Record<string, string> = {
  connect: 'No connection in time',
  headers: 'No answer in time',
  body: 'The answer did not end in time',
  acknowledge: 'The puller did not acknowledge in time',
};

/** `Answered HTTP 503`, `No answer in time`, … */
export function outcomeText({ outcome, detail = '', httpStatus }: SaidOutcome): string {
  if (outcome === 'responded') return `Answered HTTP ${httpStatus ?? '?'}${statusHint(httpStatus)}`;
  if (outcome === 'acknowledged') return 'Acknowledged by its puller';
  if (outcome === 'timed-out') return lookUp(TIMED_OUT, detail) ?? 'No answer in time';
  if (outcome === 'unreachable') return lookUp(UNREACHABLE, detail) ?? 'It cannot be reached';
  if (outcome === 'refused') return `Its address is not allowed${detail && ` (${detail})`}`;
  return detail ? `${outcome} (${detail})` : outcome;
}

const STATUS_HINTS: Record<number, string> = {
  400: 'it did not like the request',
  401: 'it asks for credentials, or refuses the signature',
  403: 'it does not allow the request',
  404: 'nothing is at that path',
  405: 'it takes no POST there',
  410: 'it is gone',
  413: 'the event is too large for it',
  429: 'it asks for fewer requests',
  500: 'its own error',
  502: 'its gateway reaches nothing',
  503: 'it is not available',
  504: 'its gateway got no answer',
};

function statusHint(status = 0): string {
  if (status >= 300 && status < 400) return ': a redirect, which is never followed';
  const hint = STATUS_HINTS[status];
  return hint === undefined ? '' : `: ${hint}`;
}

const DEAD_REASONS: Record<string, string> = {
  'attempts-exhausted': 'Every attempt failed',
  'endpoint-gone': 'The endpoint said it is gone (410)',
  'address-refused': 'Its address is not allowed',
  'subscriber-disabled': 'The subscriber was disabled',
  'subscriber-deleted': 'The subscriber was deleted',
  'receives-exhausted': 'The function that delivers kept failing; SQS moved it',
};

export function deadReasonText(reason: string): string {
  return lookUp(DEAD_REASONS, reason) ?? reason;
}

export const DEAD_REASON_OPTIONS = Object.entries(DEAD_REASONS).map(([value, label]) => ({ value, label }));
