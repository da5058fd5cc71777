/** Does a template's condition hold? */
import { resolve, type Scope } from '../template/intrinsics.ts';
import { invalid } from './request.ts';

/** One function and its arguments: `{ 'Fn::Equals': [a, b] }`. */
export type Condition = Readonly<Record<string, unknown>>;
type Conditions = Readonly<Record<string, Condition>>;

/** Whether the condition of this name holds; `scope` knows parameters, not resources. */
export function holds(name: string, conditions: Conditions, scope: Scope, above: readonly string[] = []): boolean {
  const condition = conditions[name] ?? invalid(`Template format error: Unresolved condition ${name}.`);
  if (above.includes(name)) invalid(`Template error: the condition ${name} refers to itself.`);
  return isTrue(condition, (inner) => holds(inner, conditions, scope, [...above, name]), scope);
}

function isTrue(condition: Condition, named: (name: string) => boolean, scope: Scope): boolean {
  const [[fn, argument] = ['', undefined], ...more] = Object.entries(condition);
  const all = () => (argument as Condition[]).map((each) => isTrue(each, named, scope));
  if (more.length > 0) invalid(`A condition is one function, not ${Object.keys(condition).join(' and ')}.`);
  switch (fn) {
    case 'Condition':
      return named(String(argument));
    case 'Fn::And':
      return all().every(Boolean);
    case 'Fn::Or':
      return all().some(Boolean);
    case 'Fn::Not':
      return !all()[0];
    case 'Fn::Equals': {
      const [a, b] = resolve(argument, scope) as unknown[];
      return String(a) === String(b);
    }
    default:
      return invalid(`The local CloudFormation does not know ${fn || 'an empty function'} in a condition.`);
  }
}
