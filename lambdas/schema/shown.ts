/** What type has that which a schema of an answer describes? Read-only, and what is absent is absent: JSON has no `undefined`. */
import type * as z from 'zod/mini';

export type Shown<S extends z.ZodMiniType> = AsJson<z.output<S>>;

type AsJson<T> = T extends readonly (infer Item)[]
  ? readonly AsJson<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: AsJson<Exclude<T[K], undefined>> }
    : T;
