/** Is every environment variable there that a function was promised? */

/** The named variables of `process.env`; throws a sentence with all that are missing. */
export function requiredEnv<K extends string>(names: readonly K[]): Record<K, string> {
  const missing = names.filter((name) => process.env[name] === undefined);
  if (missing.length > 0) throw new Error(`Missing environment: ${missing.join(', ')}. The stack sets it.`);
  return Object.fromEntries(names.map((name) => [name, process.env[name]])) as Record<K, string>;
}
