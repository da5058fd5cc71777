/** Does an input fit its schema? Where not: every field at fault, by its path. */
import * as z from 'zod/mini';
import type { FieldFault } from '../../core/subscriber-pattern.ts';

export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly FieldFault[] };

export function readInput<S extends z.ZodMiniType>(schema: S, input: unknown): Reading<z.output<S>> {
  const parsed = z.safeParse(schema, input);
  if (parsed.success) return { ok: true, value: parsed.data };
  const faults = parsed.error.issues.flatMap(fieldFaults);
  return { ok: false, errors: faults.filter((fault, at) => faults.findIndex(isLike(fault)) === at) };
}

/** A field of another type fails all of its checks alike. */
function isLike({ path, message }: FieldFault): (other: FieldFault) => boolean {
  return (other) => other.path === path && other.message === message;
}

function fieldFaults(issue: z.core.$ZodIssue): FieldFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key].join('.') || '""', // a field whose name is empty is one too
      message: 'is not a known field',
    }));
  }
  const path = issue.path.join('.') || '(body)';
  const [inner] = issue.code === 'invalid_key' ? issue.issues : [];
  return [{ path, message: inner ? inner.message.replace('must be a text', 'must have a name') : issue.message }];
}
