/** What does a template declare, and for which resource of which stack? */
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { invalidFields, Problem } from '../subscribers/problem.ts';

/** What a registration or a change is told. */
export type Declared = Readonly<Record<string, unknown>>;

/** Noted in the subscriber's metadata: for people who wonder where it comes from, and to find it again. */
const STACK = 'aws:cloudformation:stack-id';
const LOGICAL_ID = 'aws:cloudformation:logical-id';

const KNOWN_PROPERTIES = ['ServiceToken', 'ServiceTimeout', 'Settings', 'Headers', 'ForceDelete'];

/** Throws a problem where it cannot be read. */
export function readDeclaration(event: CloudFormationCustomResourceEvent): Declared {
  const { Settings, Headers, ...others } = event.ResourceProperties as Record<string, unknown>;
  const unknown = Object.keys(others).filter((name) => !KNOWN_PROPERTIES.includes(name));
  if (unknown.length > 0) throw invalidFields(unknown.map((path) => ({ path, message: 'is not a known property' })));
  const settings = parsed(Settings);
  const metadata = { ...(settings.metadata as object | undefined), ...ownerOf(event) };
  return { ...settings, ...(Headers === undefined ? {} : { headers: Headers }), metadata };
}

function parsed(settings: unknown): Declared {
  try {
    const value = JSON.parse(String(settings)) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Declared;
  } catch {
    // said below
  }
  throw new Problem('invalid', 'The property Settings must be the JSON of an object. A value put in may hold a quote.');
}

export function mayLoseDeadLetters(properties: Readonly<Record<string, unknown>>): boolean {
  return properties.ForceDelete === 'true';
}

/** Whose the subscriber is. */
export function ownerOf({ StackId, LogicalResourceId }: CloudFormationCustomResourceEvent): Record<string, string> {
  return { [STACK]: StackId, [LOGICAL_ID]: LogicalResourceId };
}
