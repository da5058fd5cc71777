/** Is this text like that pattern, where `*` is any characters and `?` is one? */

const compiled = new Map<string, RegExp>();

/** Throws for policy variables (`${aws:…}`), which nothing here can fill in. */
export function isLike(text: string, pattern: string): boolean {
  return pattern === '*' || expressionOf(pattern).test(text);
}

/** ARNs are compared part by part: a `*` does not reach over a colon of the first five. */
export function isLikeArn(arn: string, pattern: string): boolean {
  if (pattern === '*') return true;
  const parts = arnParts(arn);
  const patterns = arnParts(pattern);
  return parts.length === patterns.length && patterns.every((each, index) => isLike(parts[index] ?? '', each));
}

function arnParts(arn: string): string[] {
  const [partition, service, region, account, owner, ...resource] = arn.split(':');
  return [partition ?? '', service ?? '', region ?? '', account ?? '', owner ?? '', resource.join(':')];
}

function expressionOf(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known) return known;
  if (pattern.includes('${')) throw new Error(`Policy variables are not supported: ${pattern}`);
  const source = pattern
    .replace(/[.+^$()|[\]{}\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 's');
  compiled.set(pattern, expression);
  return expression;
}
