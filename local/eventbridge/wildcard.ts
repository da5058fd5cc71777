/** Does a text match a pattern whose only special character is `*`? */

/**
 * Compiles a `wildcard` operand: `*` stands for any characters or none, `\*` and `\\` for themselves.
 * Throws `RangeError` with the position of what is wrong (counted, as the real service counts, from the opening quote).
 */
export function compileWildcard(operand: string): (text: string) => boolean {
  const [first = '', ...rest] = splitAtStars(operand);
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    // Taking the leftmost place for each part is enough: what follows a star can only gain from an earlier end.
    let from = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, from);
      if (found < 0) return false;
      from = found + part.length;
    }
    return from <= text.length - last.length;
  };
}

function splitAtStars(operand: string): string[] {
  const parts = [''];
  const extend = (character: string) => parts.push(`${parts.pop()}${character}`);
  for (let at = 0; at < operand.length; at += 1) {
    const character = operand.charAt(at);
    if (character === '\\') {
      const escaped = operand.charAt(at + 1);
      if (escaped !== '*' && escaped !== '\\') throw new RangeError(`Invalid escape character at pos ${at + 1}`);
      extend(escaped);
      at += 1;
    } else if (character !== '*') {
      extend(character);
    } else {
      if (operand.charAt(at + 1) === '*') throw new RangeError(`Consecutive wildcard characters at pos ${at + 1}`);
      parts.push('');
    }
  }
  return parts;
}
