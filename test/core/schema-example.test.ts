import { describe, expect, it } from 'vitest';
import { exampleOfSchema } from '../../core/schema-example.ts';

describe('an example of a schema', () => {
  it.each([
    [{ const: 7 }, 7],
    [{ type: 'string', examples: ['EUR', 'USD'] }, 'EUR'],
    [{ enum: ['open', 'paid'] }, 'open'],
    [{ type: 'integer', default: 0 }, 0],
    [{ type: 'number', minimum: 10 }, 10],
    [{ type: ['boolean', 'null'] }, true],
    [{ type: 'string', format: 'date' }, '2026-01-01'],
    [{ type: 'array', items: { type: 'string' } }, ['text']],
    [{ properties: { id: { type: 'string' }, lines: { type: 'array' } } }, { id: 'text', lines: [] }],
    [{ type: 'object', properties: { to: { $ref: '#/$defs/to' } }, $defs: { to: { const: 'x' } } }, { to: 'x' }],
    [{ allOf: [{ properties: { a: { const: 1 } } }, { properties: { b: { const: 2 } } }] }, { a: 1, b: 2 }],
    [
      { properties: { a: { const: 1 } }, oneOf: [{ properties: { b: { const: 2 } } }] },
      { a: 1, b: 2 },
    ],
    [{ $ref: 'https://example.com/elsewhere' }, {}],
    [true, {}],
  ])('%j: %j', (schema, example) => expect(exampleOfSchema(schema)).toEqual(example));

  it('of one that refers to itself comes to an end', () => {
    const tree = { type: 'object', properties: { child: { $ref: '#' } } };
    expect(JSON.stringify(exampleOfSchema(tree)).length).toBeLessThan(200);
  });
});
