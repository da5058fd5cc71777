/** What is to be done when AWS does not let us in? Its errors as sentences. */
import { Refusal } from '../refusal.ts';
import type { Stage } from '../stage.ts';

interface AwsError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: object;
}

const EXPIRED = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/;
const REFUSED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError)$/;
const UNKNOWN_CREDENTIALS =
  /^(InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidSignatureException)$/;
const UNREACHABLE = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;

const LOG_IN = 'Log in (`aws sso login` or `aws configure`), or name a profile in AWS_PROFILE.';

/** The error as a refusal; one we cannot explain stays as it is. `doing` says what was tried: `describe the stack X`. */
export function explainAwsFailure(error: unknown, doing: string): unknown {
  const { name = '', code = '', message = '' } = error as AwsError;
  const sentence = sentenceOf(`${name}`, `${code}`, message, doing);
  return sentence === undefined ? error : new Refusal('failed', sentence);
}

/** The same for what a stage has: of the local one it is said how to start it. */
export function explainStageFailure({ isLocal }: Pick<Stage, 'isLocal'>, error: unknown, doing: string): unknown {
  const { code = '' } = error as AwsError;
  if (!isLocal || !UNREACHABLE.test(`${code}`)) return explainAwsFailure(error, doing);
  const sentence = `The AWS endpoint of the local platform cannot be reached to ${doing} (${code})${endpoint()}`;
  return new Refusal('failed', `${sentence}: is it running? Start it with \`npm start\`.`);
}

interface SignerFault {
  readonly kind: 'expired' | 'unknown' | 'clock';
  /** With what to do. */
  readonly sentence: string;
}

/** Why a service does not know who signed, by what its 403 says; `undefined` where that is not it. */
export function signerFault(message: string): SignerFault | undefined {
  if (/signature (has )?expired|signature not yet current/i.test(message)) {
    const sentence = `AWS refuses the time of the signature: set the clock of this machine right (${message}).`;
    return { kind: 'clock', sentence };
  }
  if (/token\b.*\bexpired/i.test(message)) {
    return { kind: 'expired', sentence: `Your AWS credentials have expired. ${LOG_IN}` };
  }
  if (/security token\b.*\binvalid|signature we calculated does not match/i.test(message)) {
    return { kind: 'unknown', sentence: `AWS does not know these credentials. ${LOG_IN}` };
  }
  return undefined;
}

function sentenceOf(name: string, code: string, message: string, doing: string): string | undefined {
  const fault = signerFault(message);
  if (fault?.kind === 'clock') return fault.sentence;
  if (EXPIRED.test(name) || /expired/i.test(message)) return `Your AWS credentials have expired. ${LOG_IN}`;
  if (/^(CredentialsProviderError|TokenProviderError)$/.test(name)) {
    return `No AWS credentials were found (${firstSentence(message)}). ${LOG_IN}`;
  }
  if (/region is missing/i.test(message)) {
    return 'No AWS region is set: set AWS_REGION, or `region` in your AWS profile.';
  }
  if (UNKNOWN_CREDENTIALS.test(name)) return `AWS does not know these credentials (${name}). ${LOG_IN}`;
  if (REFUSED.test(name)) return `Your AWS credentials may not ${doing}: ${message}`;
  if (UNREACHABLE.test(code))
    return `AWS cannot be reached to ${doing} (${code}): check the network and the region${endpoint()}.`;
  return undefined;
}

function firstSentence(text: string): string {
  return (text.split('\n')[0] ?? '').replace(/\.$/, '');
}

/** Where somebody has sent the SDK elsewhere, that is the first thing to look at. */
function endpoint(): string {
  const { AWS_ENDPOINT_URL: url } = process.env;
  return url === undefined ? '' : `, and AWS_ENDPOINT_URL, which is ${url}`;
}
