/** What does a table say of a name that came from outside? Only what stands in it: every object has a `constructor` too. */

export function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
