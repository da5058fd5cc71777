/** Which outcome is a socket's error? */
import type { Outcome } from '../../core/decide.ts';
import { RefusedAddress } from './checked-lookup.ts';

const DNS_CODES = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME', 'ENODATA', 'ESERVFAIL']);
const RESET_CODES = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/** `phase` is how far the exchange had come. */
export function outcomeOfError(error: Error, phase: 'connect' | 'headers' | 'body'): Outcome {
  const refused = refusal(error);
  if (refused) return { kind: 'refused', rule: refused.rule };
  if (phase !== 'connect') return { kind: 'unreachable', cause: 'reset' };
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (DNS_CODES.has(code)) return { kind: 'unreachable', cause: 'dns' };
  if (RESET_CODES.has(code)) return { kind: 'unreachable', cause: 'reset' };
  return { kind: 'unreachable', cause: isTls(error, code) ? 'tls' : 'connect' };
}

/** An error of several addresses tried holds one for each. */
function refusal(error: Error): RefusedAddress | undefined {
  if (error instanceof RefusedAddress) return error;
  const inner = error instanceof AggregateError ? (error.errors as Error[]) : [];
  return inner.find((one) => one instanceof RefusedAddress);
}

/** OpenSSL's and Node's own names for what can be wrong with a certificate or a handshake. */
function isTls(error: Error, code: string): boolean {
  return (
    /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|EPROTO|INVALID_CA)/.test(code) ||
    'reason' in error
  );
}
