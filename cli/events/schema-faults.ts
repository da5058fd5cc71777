/** Where does data break its schema? The parts at fault, not what is around them. */
import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';
import type { JsonObject } from '../../core/subscriber-pattern.ts';
import type { EventFault } from './read-event.ts';

const MAX_FAULTS = 5;

/** Keywords that only say that something inside of them is wrong. */
const AROUND =
  /^(\$ref|\$dynamicRef|properties|patternProperties|additionalProperties|unevaluatedProperties|dependentSchemas|items|prefixItems|unevaluatedItems|allOf|then|else)$/;
/** What a schema that takes nothing is called: it stands behind `additionalProperties: false`. */
const NOTHING = 'false';

export type SchemaCheck = (data: JsonObject) => EventFault[];

/**
 * `ownFields` are Fanfare's: a schema may know them or not. What it would refuse of them for being there at all is left
 * out, for publishers set them beside the data.
 */
export function schemaCheck(schema: JsonObject, ownFields: readonly string[]): SchemaCheck {
  const validator = new Validator(schema as Schema, '2020-12', false);
  return (data) => {
    const { valid, errors } = validator.validate(data);
    if (valid) return [];
    const unwanted = ownFields.filter((field) =>
      errors.some(({ keyword, instanceLocation }) => keyword === NOTHING && instanceLocation === `#/${field}`),
    );
    if (unwanted.length === 0) return faultsOf(errors);
    const rest = Object.fromEntries(Object.entries(data).filter(([field]) => !unwanted.includes(field)));
    return faultsOf(validator.validate(rest).errors);
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
  const steps = location.split('/').slice(1);
  return ['data', ...steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))].join('.');
}
