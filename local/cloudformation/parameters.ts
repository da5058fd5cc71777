/** Which value has each parameter of a template? */
import { invalid } from './request.ts';

export interface ParameterDefinition {
  readonly Type: string;
  readonly Default?: string | number;
  readonly NoEcho?: boolean | string;
  readonly Description?: string;
  readonly AllowedValues?: readonly (string | number)[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
}

type Definitions = Readonly<Record<string, ParameterDefinition>>;
export type ParameterValues = Readonly<Record<string, string>>;

const FIELDS = ['Type', 'Default', 'NoEcho', 'Description', 'AllowedValues', 'AllowedPattern', 'ConstraintDescription'];
/** CDK's `BootstrapVersion`. It may be there, but not be referred to: there is no SSM here to ask what it stands for. */
export const SSM_TEXT = 'AWS::SSM::Parameter::Value<String>';
const TYPES = ['String', 'Number', SSM_TEXT];

/** Those of a request, before those a stack had, where the request asks for these, before the defaults. */
export function parameterValues(
  definitions: Definitions,
  given: readonly Record<string, string>[],
  previous: ParameterValues = {},
): Record<string, string> {
  const unknown = given.map(({ ParameterKey = '' }) => ParameterKey).filter((key) => !Object.hasOwn(definitions, key));
  if (unknown.length > 0) invalid(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const values = Object.entries(definitions).map(([key, definition]) => {
    const entry = given.find(({ ParameterKey }) => ParameterKey === key);
    const kept = entry?.UsePreviousValue === 'true' ? previous[key] : entry?.ParameterValue;
    const value = kept ?? definition.Default;
    return [key, value === undefined ? undefined : checked(key, definition, String(value))] as const;
  });
  const missing = values.flatMap(([key, value]) => (value === undefined ? [key] : []));
  if (missing.length > 0) invalid(`Parameters: [${missing.join(', ')}] must have values`);
  return Object.fromEntries(values) as Record<string, string>;
}

/** As they may be shown: those with `NoEcho` are asterisks. */
export function shownValues(definitions: Definitions, values: ParameterValues): ParameterValues {
  const isHidden = (key: string) => String(definitions[key]?.NoEcho ?? false) === 'true';
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, isHidden(key) ? '****' : value]));
}

function checked(key: string, definition: ParameterDefinition, value: string): string {
  const { Type: type, AllowedValues, AllowedPattern, ConstraintDescription } = definition;
  const unknown = Object.keys(definition).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) invalid(`The local CloudFormation does not know ${unknown} of the parameter ${key}.`);
  if (!TYPES.includes(type)) invalid(`The local CloudFormation knows no parameters of the type ${type} (${key}).`);
  if (type === 'Number' && !Number.isFinite(Number(value))) invalid(`Parameter '${key}' must be a number.`);
  if (AllowedValues && !AllowedValues.map(String).includes(value)) {
    invalid(ConstraintDescription ?? `Parameter '${key}' must be one of AllowedValues`);
  }
  if (AllowedPattern && !new RegExp(`^(?:${AllowedPattern})$`).test(value)) {
    invalid(ConstraintDescription ?? `Parameter '${key}' must match pattern ${AllowedPattern}`);
  }
  return value;
}
