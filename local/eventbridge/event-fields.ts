/** Which values does an event hold at which path, and which of them sit in the same element of an array? */
import type { JsonLeaf, JsonNode } from './json-text.ts';

/** The element of an array that a value sits in; `outer` leads to the arrays around it. */
export interface Place {
  readonly array: number;
  readonly index: number;
  readonly outer: Place | undefined;
}

export interface Field {
  readonly leaf: JsonLeaf;
  readonly place: Place | undefined;
}

/** An event's leaves by dotted path: `{"a":{"b":[1,2]}}` has two fields at `a.b`, and so has `{"a.b":[1,2]}`. */
export type EventFields = ReadonlyMap<string, readonly Field[]>;

/** Empty arrays and objects leave no field: to a pattern they do not exist. A repeated key keeps all its values. */
export function eventFields(event: JsonNode): EventFields {
  const fields = new Map<string, Field[]>();
  let arrays = 0;

  function add(path: string, leaf: JsonLeaf, place: Place | undefined) {
    const known = fields.get(path);
    if (known) known.push({ leaf, place });
    else fields.set(path, [{ leaf, place }]);
  }

  function walk(node: JsonNode, path: string, place: Place | undefined) {
    if (node.kind === 'object') {
      for (const [key, child] of node.members) walk(child, path === '' ? key : `${path}.${key}`, place);
    } else if (node.kind === 'array') {
      const array = arrays++;
      node.items.forEach((item, index) => {
        // Scalars of one array stand in for each other: only objects and arrays inside it have a place of their own.
        const isScalar = item.kind !== 'object' && item.kind !== 'array';
        walk(item, path, isScalar ? place : { array, index, outer: place });
      });
    } else {
      add(path, node, place);
    }
  }

  walk(event, '', undefined);
  return fields;
}
