/** Which outcome is a socket's error? */
import type { Outcome } from '../../core/decide.ts';
import { RefusedAddress, UnresolvedName } from './checked-lookup.ts';

/** How far an exchange had come. */
export type Phase = 'connect' | 'headers' | 'body';

const RESET_CODES = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);
/** A TLS 1.3 server that wants a client's certificate says so only after the handshake. */
const TLS_CODE = /^(ERR_(SSL|OSSL|TLS)_|EPROTO$)/;
/** OpenSSL's names for what is wrong with a certificate (`CERT_HAS_EXPIRED`, …); the system's errors begin with E. */
const CERTIFICATE_CODE = /^([^E]|ERROR_IN_)/;

export function outcomeOfError(error: NodeJS.ErrnoException, phase: Phase): Outcome {
  if (error instanceof RefusedAddress) return { kind: 'refused', rule: error.rule };
  if (error instanceof UnresolvedName) return { kind: 'unreachable', cause: 'dns' };
  const code = error.code ?? '';
  if (TLS_CODE.test(code)) return { kind: 'unreachable', cause: 'tls' };
  if (phase !== 'connect' || RESET_CODES.has(code)) return { kind: 'unreachable', cause: 'reset' };
  return { kind: 'unreachable', cause: CERTIFICATE_CODE.test(code) ? 'tls' : 'connect' };
}
