/** What is in a CloudFormation template, and in which order can it be made? */

export interface ResourceDefinition {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DependsOn?: string | readonly string[];
}

export interface Template {
  readonly Resources: Readonly<Record<string, ResourceDefinition>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** Is there a function behind it, rather than a service? */
export function isCustomResource(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}

/** Every resource after those it refers to or depends on. Throws on a circle, as CloudFormation does. */
export function creationOrder({ Resources }: Template): string[] {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (id: string) => {
    if (state.get(id) === 'done') return;
    if (state.get(id) === 'open') throw new Error(`The template's resources refer to each other in a circle at ${id}.`);
    state.set(id, 'open');
    for (const needed of neededBy(Resources[id])) if (needed in Resources) visit(needed);
    state.set(id, 'done');
    order.push(id);
  };
  for (const id of Object.keys(Resources)) visit(id);
  return order;
}

/** What a resource refers to or depends on: resources, but parameters too. */
export function neededBy(resource: ResourceDefinition | undefined): string[] {
  const dependsOn = resource?.DependsOn ?? [];
  return [...(typeof dependsOn === 'string' ? [dependsOn] : dependsOn), ...references(resource?.Properties)];
}

function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': sub } = value as Record<string, unknown>;
  if (typeof ref === 'string') return [ref];
  if (Array.isArray(attribute)) return [String(attribute[0])];
  const named = typeof sub === 'string' ? [...sub.matchAll(/\$\{([^!.}]+)/g)].map((match) => match[1] ?? '') : [];
  return [...named, ...Object.values(value).flatMap(references)];
}
