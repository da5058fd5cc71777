/** Where does an event on this bus go? */
import type { DeliverableTarget } from './delivery.ts';
import type { EventFields } from './event-fields.ts';
import { matches, type Pattern, parsePattern } from './pattern.ts';
import { RuleIndex } from './rule-index.ts';
import type { Rules } from './rules.ts';
import type { Targets } from './targets.ts';

interface Route {
  readonly pattern: Pattern;
  readonly targets: readonly DeliverableTarget[];
}

/** The enabled rules that have targets, compiled once a bus and kept until something about that bus changes. */
export class Routes {
  private readonly rules: Rules;
  private readonly targets: Targets;
  private readonly byBus = new Map<string, RuleIndex<Route>>();

  constructor(rules: Rules, targets: Targets) {
    this.rules = rules;
    this.targets = targets;
  }

  /** `fields` is asked for only when there is a rule that could match. */
  *targetsOf(bus: string, detailType: string, fields: () => EventFields): Generator<DeliverableTarget> {
    for (const route of this.ofBus(bus).candidates(detailType)) {
      if (matches(route.pattern, fields())) yield* route.targets;
    }
  }

  forget(bus: string): void {
    this.byBus.delete(bus);
  }

  private ofBus(bus: string): RuleIndex<Route> {
    const known = this.byBus.get(bus);
    if (known) return known;
    const index = new RuleIndex<Route>();
    for (const rule of this.rules.ofBus(bus)) {
      const targets = rule.state === 'ENABLED' ? this.targets.deliverable(bus, rule.name) : [];
      if (targets.length === 0) continue;
      const pattern = parsePattern(rule.pattern);
      index.add(pattern, { pattern, targets });
    }
    this.byBus.set(bus, index);
    return index;
  }
}
