/** Which of a bus's rules could match an event of this type at all? */
import type { Pattern } from './pattern.ts';

/**
 * Finds rules by the `detail-type` their pattern asks for. Most rules ask for some types by name or prefix, so that
 * an event meets the few rules that may want it instead of all 300.
 */
export class RuleIndex<Rule> {
  private readonly byType = new Map<string, Rule[]>();
  private readonly byPrefix = new Map<string, Rule[]>();
  private readonly byOther: Rule[] = [];

  add(pattern: Pattern, rule: Rule): void {
    const wanted = wantedTypes(pattern);
    if (!wanted) {
      this.byOther.push(rule);
      return;
    }
    for (const { kind, text } of wanted) {
      const index = kind === 'exact' ? this.byType : this.byPrefix;
      const known = index.get(text);
      if (known) known.push(rule);
      else index.set(text, [rule]);
    }
  }

  /** Every rule once, in no particular order; each still has to be matched. */
  candidates(detailType: string): Iterable<Rule> {
    const found = new Set(this.byOther);
    for (const rule of this.byType.get(detailType) ?? []) found.add(rule);
    if (this.byPrefix.size === 0) return found;
    for (let length = 0; length <= detailType.length; length += 1) {
      for (const rule of this.byPrefix.get(detailType.slice(0, length)) ?? []) found.add(rule);
    }
    return found;
  }
}

/** The types and prefixes that a pattern is limited to, or nothing when it may match any type. */
function wantedTypes(pattern: Pattern) {
  const wanted = pattern.alternatives.flatMap((fields) => {
    const field = fields.find(({ path }) => path === 'detail-type');
    return field && !field.mayBeAbsent ? field.tests.map((test) => test.looksFor) : [undefined];
  });
  const known = wanted.filter((each) => each !== undefined);
  return known.length === wanted.length ? known : undefined;
}
