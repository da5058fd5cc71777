/** What stands in the environment so that no file need hold it? `${NAME}` in a value; `$${` is a plain `${`. */

const REFERENCE = /\$(\$\{)|\$\{([^}]*)\}/g;

export type Substitution =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string };

export function withEnvironment(text: string, env: NodeJS.ProcessEnv): Substitution {
  const missing: string[] = [];
  const filled = text.replace(REFERENCE, (_, escaped: string | undefined, name = '') => {
    if (escaped !== undefined) return escaped;
    const value = env[name];
    if (value === undefined || value === '') missing.push(name);
    return value ?? '';
  });
  if (missing.length === 0) return { ok: true, text: filled };
  return { ok: false, message: `needs the environment variable ${missing.join(', ')}, which is not set` };
}
