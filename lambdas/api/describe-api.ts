/** The OpenAPI document of the operations: made of the very schemas that let requests in. */
import * as z from 'zod/mini';
import type { Description } from '../rest/operation.ts';
import { PROBLEM_KINDS } from '../rest/problem-answer.ts';
import type { ProblemKind } from '../subscribers/problem.ts';
import { PROBLEM } from './views/problem-view.ts';

type Json = Record<string, unknown>;

/** OpenAPI 3.1, whose schemas are JSON Schema 2020-12. */
export function describeApi(operations: readonly Description[], version: string): Json {
  const components: Json = { Problem: jsonSchema(PROBLEM, {}) };
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const described = { [operation.method.toLowerCase()]: describeOperation(operation, components) };
    paths[operation.path] = { ...paths[operation.path], ...described };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Fanfare',
      version,
      summary: 'Webhooks from your own AWS account',
      description: 'The control plane of one stage. On AWS every request is signed (SigV4, service `execute-api`).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The stage whose API this is' }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    security: [{ sigv4: [] }],
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          description: 'AWS Signature Version 4. The local stage takes any or none.',
        },
      },
    },
  };
}

function describeOperation(operation: Description, components: Json): Json {
  const { id, tag, summary, body, bodyIsOptional, answers } = operation;
  const requestBody = body && {
    required: bodyIsOptional !== true,
    content: { 'application/json': { schema: jsonSchema(body, components, 'input') } },
  };
  const parameters = describeParameters(operation, components);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(requestBody ? { requestBody } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, { description, schema }]) => [
          status,
          {
            description,
            ...(schema ? { content: { 'application/json': { schema: jsonSchema(schema, components) } } } : {}),
          },
        ]),
      ),
      ...describeProblems(operation),
    },
  };
}

function describeParameters({ path, query, headers = {} }: Description, components: Json): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true },
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    ...{ name, in: 'query', required: false },
    schema: jsonSchema(schema as z.ZodMiniType, components),
  }));
  const inHeader = Object.entries(headers).map(([name, { description, schema }]) => ({
    ...{ name, in: 'header', required: false, description },
    schema: jsonSchema(schema, components),
  }));
  return [...inPath, ...inQuery, ...inHeader];
}

function describeProblems({ problems = [], body }: Description): Json {
  // API Gateway itself refuses what is larger than a function takes, in words of its own.
  const kinds = new Set<ProblemKind>(['invalid', ...problems, ...(body ? (['too-large'] as const) : []), 'fault']);
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  const entries = [...kinds].map((kind) => [
    PROBLEM_KINDS[kind].status,
    { description: PROBLEM_KINDS[kind].title, content },
  ]);
  return Object.fromEntries(entries) as Json;
}

/** Schemas with a name of their own become components. */
function jsonSchema(schema: z.ZodMiniType, components: Json, io: 'input' | 'output' = 'output'): Json {
  const { $schema: _, $defs = {}, ...rest } = z.toJSONSchema(schema, { io }) as Json & { $defs?: Json };
  for (const [name, definition] of Object.entries($defs)) components[name] = referring(definition);
  const id = z.globalRegistry.get(schema)?.id;
  const own = referring(rest) as Json;
  if (id === undefined || '$ref' in own) return own;
  components[id] = own;
  return { $ref: `#/components/schemas/${id}` };
}

/** Their references lead to the components, and where they stand in the document is their only id. */
function referring(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referring);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key, inner]) => !(key === 'id' && typeof inner === 'string'));
  return Object.fromEntries(
    entries.map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string'
        ? inner.replace('#/$defs/', '#/components/schemas/')
        : referring(inner),
    ]),
  );
}
