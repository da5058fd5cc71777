import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterBatch, type DecidedAttempt, type EndpointHealth } from '../../core/endpoint-health.ts';

const T = Date.parse('2026-11-01T10:00:00.000Z');
const at = (seconds: number) => new Date(T + seconds * 1000).toISOString();

/** An attempt that took a second, and when it began. */
function attempt(seconds: number, httpStatus: number): DecidedAttempt {
  const decision: DecidedAttempt['decision'] =
    httpStatus < 300 ? { kind: 'delivered' } : { kind: 'retry', at: new Date(T) };
  return {
    attempt: { number: 1, at: at(seconds), outcome: 'responded', httpStatus, durationMs: 1_000 },
    decision,
  };
}
const healthAfter = (known: EndpointHealth | undefined, ...attempts: DecidedAttempt[]) =>
  afterBatch(known, 'sub_1', attempts);

describe('an endpoint', () => {
  it('that answers has nothing known of it', () => {
    expect(healthAfter(undefined, attempt(0, 200), attempt(1, 204))).toBeUndefined();
  });

  it('fails since its first failure, as often as it failed, as it failed last', () => {
    const failing = healthAfter(undefined, attempt(0, 503), attempt(4, 500), attempt(2, 429));
    expect(failing).toEqual({
      ...{ subscriberId: 'sub_1', failingSince: at(0), lastFailureAt: at(5), failures: 3 },
      last: { outcome: 'responded', httpStatus: 500 },
    });
    expect(healthAfter(failing, attempt(9, 502))).toMatchObject({
      failingSince: at(0),
      failures: 4,
      last: { httpStatus: 502 },
    });
  });

  it('is well again with one success, and what fails after that counts anew', () => {
    const failing = healthAfter(undefined, attempt(0, 503));
    expect(healthAfter(failing, attempt(3, 200))).toBeUndefined();
    expect(healthAfter(failing, attempt(3, 200), attempt(6, 500))).toMatchObject({ failingSince: at(6), failures: 1 });
  });

  it('is known the same as before where a success is older than its last failure', () => {
    const failing = healthAfter(undefined, attempt(10, 503));
    expect(healthAfter(failing, attempt(3, 200))).toBe(failing);
  });

  it('says why nothing answered', () => {
    const unreachable: DecidedAttempt = {
      attempt: { number: 1, at: at(0), outcome: 'unreachable', detail: 'dns', durationMs: 3 },
      decision: { kind: 'dead', reason: 'attempts-exhausted' },
    };
    expect(healthAfter(undefined, unreachable)?.last).toEqual({ outcome: 'unreachable', detail: 'dns' });
  });

  it('fails exactly when its newest attempt failed, in whatever order a batch tells', () => {
    const attempts = fc.uniqueArray(fc.record({ seconds: fc.nat(99), isWell: fc.boolean() }), {
      minLength: 1,
      selector: ({ seconds }) => seconds,
    });
    fc.assert(
      fc.property(attempts, (all) => {
        const health = healthAfter(
          undefined,
          ...all.map(({ seconds, isWell }) => attempt(seconds, isWell ? 200 : 500)),
        );
        const newest = all.toSorted((a, b) => a.seconds - b.seconds).at(-1);
        expect(health === undefined).toBe(newest?.isWell);
      }),
    );
  });
});
