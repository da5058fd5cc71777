/** Why an attempt failed, in words for 3 a.m. */
import { describe, expect, it } from 'vitest';
import { outcomeText } from '../../../console/parts/outcome-text.ts';

describe('an outcome in words', () => {
  it.each([
    [{ outcome: 'responded', httpStatus: 503 }, 'Answered HTTP 503: it is not available'],
    [{ outcome: 'responded', httpStatus: 418 }, 'Answered HTTP 418'],
    [{ outcome: 'responded', httpStatus: 302 }, 'Answered HTTP 302: a redirect, which is never followed'],
    [{ outcome: 'timed-out', detail: 'headers' }, 'No answer in time'],
    [{ outcome: 'timed-out', detail: 'connect' }, 'No connection in time'],
    [{ outcome: 'unreachable', detail: 'dns' }, 'Its host name is not found (DNS)'],
    [{ outcome: 'unreachable', detail: 'tls' }, 'Its TLS certificate or handshake is not accepted'],
    [{ outcome: 'refused', detail: 'loopback' }, 'Its address is not allowed (loopback)'],
    [{ outcome: 'something-new', detail: 'why' }, 'something-new (why)'],
    [{ outcome: 'unreachable', detail: 'constructor' }, 'It cannot be reached'],
  ])('%j: %s', (outcome, text) => {
    expect(outcomeText(outcome)).toBe(text);
  });
});
