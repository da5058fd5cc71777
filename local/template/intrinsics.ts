/** What does a template's expression mean here? The functions that CDK emits; another one is an error. */

/** What a resource is known by, once it is made. */
export interface Made {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface Scope {
  readonly resources: ReadonlyMap<string, Made>;
  /** `AWS::Region` and the like. */
  readonly pseudo: Readonly<Record<string, string>>;
}

/** The value with every intrinsic function in it worked out. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
    return call(only[0], only[1], scope);
  }
  return Object.fromEntries(entries.map(([key, inner]) => [key, resolve(inner, scope)]));
}

function call(name: string, argument: unknown, scope: Scope): unknown {
  switch (name) {
    case 'Ref':
      return reference(String(argument), scope);
    case 'Fn::GetAtt': {
      const [id = '', attribute = ''] = argument as string[];
      return attributeOf(id, attribute, scope);
    }
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map((part) => String(resolve(part, scope))).join(separator);
    }
    case 'Fn::Sub':
      return substitute(argument, scope);
    default:
      throw new Error(`The local platform does not know the intrinsic function ${name}.`);
  }
}

function reference(name: string, { resources, pseudo }: Scope): string {
  const value = pseudo[name] ?? resources.get(name)?.ref;
  if (value === undefined) throw new Error(`The template refers to ${name}, which is not there.`);
  return value;
}

function attributeOf(id: string, attribute: string, { resources }: Scope): string {
  const value = resources.get(id)?.attributes?.[attribute];
  if (value === undefined) throw new Error(`The template asks for ${id}.${attribute}, which is not known here.`);
  return value;
}

function substitute(argument: unknown, scope: Scope): string {
  if (typeof argument !== 'string') throw new Error('The local platform knows Fn::Sub with a text only.');
  return argument.replaceAll(/\$\{([^!}]+)\}/g, (_, name: string) => {
    const [id = '', attribute] = name.split('.');
    return attribute === undefined ? reference(name, scope) : attributeOf(id, attribute, scope);
  });
}
