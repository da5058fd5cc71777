/** Where does data break its schema? The parts at fault, not what is around them. */
import { createContext, Script } from 'node:vm';
import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';
import { pointerSteps } from '../../core/json-pointer.ts';
import type { JsonObject } from '../../core/subscriber-pattern.ts';
import type { EventFault } from './read-event.ts';

const MAX_FAULTS = 5;
const LIMIT_MS = 1000;
const CALL = new Script('check(data)');

/** Keywords that only say that something inside of them is wrong. */
const AROUND =
  /^(\$ref|\$dynamicRef|properties|patternProperties|additionalProperties|unevaluatedProperties|dependentSchemas|items|prefixItems|unevaluatedItems|allOf|then|else)$/;
/** What a schema that takes nothing is called: it stands behind `additionalProperties: false`. */
const NOTHING = 'false';

/** Throws where the schema cannot be checked by, or takes too long. */
export type SchemaCheck = (data: JsonObject) => EventFault[];

/**
 * `ownFields` are Fanfare's: a schema may know them or not. What it would refuse of them for being there at all is left
 * out, for publishers set them beside the data.
 */
export function schemaCheck(schema: JsonObject, ownFields: readonly string[]): SchemaCheck {
  const validator = new Validator(schema as Schema, '2020-12', false);
  return inTime((data) => {
    const { valid, errors } = validator.validate(data);
    if (valid) return [];
    const unwanted = ownFields.filter((field) =>
      errors.some(({ keyword, instanceLocation }) => keyword === NOTHING && instanceLocation === `#/${field}`),
    );
    if (unwanted.length === 0) return faultsOf(errors);
    const rest = Object.fromEntries(Object.entries(data).filter(([field]) => !unwanted.includes(field)));
    return faultsOf(validator.validate(rest).errors);
  });
}

/** A pattern may try more ways than there is time for. */
function inTime(check: SchemaCheck): SchemaCheck {
  const context = createContext({ check, data: undefined as JsonObject | undefined });
  return (data) => {
    context.data = data;
    try {
      return CALL.runInContext(context, { timeout: LIMIT_MS }) as EventFault[];
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new Error(code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? `it takes longer than ${LIMIT_MS} ms` : message);
    }
  };
}

function faultsOf(errors: readonly OutputUnit[]): EventFault[] {
  const inner = errors.filter(({ keyword }) => !AROUND.test(keyword));
  const faults = inner.slice(0, MAX_FAULTS).map(({ instanceLocation, keyword, error }) => ({
    path: dotted(instanceLocation),
    rule: keyword === NOTHING ? 'additionalProperties' : keyword,
    message: keyword === NOTHING ? 'is not in the schema' : error.replace(/\.$/, ''),
  }));
  const more = inner.length - faults.length;
  return more > 0 ? [...faults, { path: 'data', message: `breaks its schema in ${more} more places` }] : faults;
}

/** `#/lines/0/sku` → `data.lines.0.sku`. */
function dotted(location: string): string {
  return ['data', ...pointerSteps(location)].join('.');
}
