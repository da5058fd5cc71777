/**
 * What is an operation of the API? Its path, what it takes, what it answers, and what it does: told once, so that the
 * requests that are let in, the answers that come out and the OpenAPI document are of one mould.
 */
import type * as z from 'zod/mini';
import type { ProblemKind } from '../subscribers/problem.ts';

export interface OperationRequest<Q, B> {
  /** The values in the path. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Q;
  readonly body: B;
  /** By lower-case name. */
  readonly header: (name: string) => string | undefined;
}

export interface OperationAnswer {
  readonly status: number;
  /** Nothing for 204. */
  readonly body?: unknown;
}

export interface Description {
  /** `operationId`: a verb and its noun. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As OpenAPI writes it: `/v1/subscribers/{id}`. */
  readonly path: string;
  /** Under which heading it stands. */
  readonly tag: string;
  readonly summary: string;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: z.ZodMiniType }>>;
  readonly query?: z.ZodMiniObject;
  readonly body?: z.ZodMiniType;
  /** The operation checks its body itself, by rules of the stage; it gets the JSON as it came. */
  readonly bodyIsUnread?: boolean;
  /** How deep its JSON may be nested; most need few levels. */
  readonly bodyDepth?: number;
  /** A body that may be left out is read as `{}`. */
  readonly bodyIsOptional?: boolean;
  /** What it answers when all is well, by status; 204 has no schema. */
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodMiniType }>>;
  /** The problems it may answer besides `invalid` and `fault`. */
  readonly problems?: readonly ProblemKind[];
}

/** `Parts`: what the function it belongs to does its work with. */
export interface Operation<Parts> extends Description {
  readonly answer: (request: OperationRequest<never, never>, parts: Parts) => Promise<OperationAnswer>;
}

type Output<S, None> = S extends z.ZodMiniType ? z.output<S> : None;

/** Binds descriptions to what is done; a request is typed by its description's schemas. */
export function operationsOf<Parts>() {
  return <const D extends Description>(
    description: D,
    answer: (
      request: OperationRequest<Output<D['query'], Record<string, never>>, Output<D['body'], undefined>>,
      parts: Parts,
    ) => Promise<OperationAnswer>,
  ): Operation<Parts> => ({ ...description, answer: answer as Operation<Parts>['answer'] });
}
