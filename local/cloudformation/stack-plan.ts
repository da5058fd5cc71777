/** What shall a stack be? Its template with the values of its parameters: which resources, in which order, with what. */
import type { Json } from '../aws/service.ts';
import { type Made, resolve, type Scope } from '../template/intrinsics.ts';
import { pseudoParameters } from '../template/pseudo-parameters.ts';
import { creationOrder, neededBy } from '../template/template.ts';
import { holds } from './conditions.ts';
import { type ParameterValues, parameterValues, SSM_TEXT, shownValues } from './parameters.ts';
import { invalid } from './request.ts';
import { readStackTemplate, type StackResourceDefinition, type StackTemplate } from './stack-template.ts';

export interface PlannedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly definition: StackResourceDefinition;
  /** The resources that must be there before it. */
  readonly needs: readonly string[];
}

export interface Output {
  readonly OutputKey: string;
  readonly OutputValue: string;
  readonly Description?: string;
  readonly ExportName?: string;
}

export interface PlanInput {
  readonly stack: { readonly id: string; readonly name: string };
  readonly body: string;
  /** `[{ ParameterKey, ParameterValue }]` */
  readonly given: readonly Record<string, string>[];
  /** The values the stack has had. */
  readonly previous?: ParameterValues;
}

export class StackPlan {
  readonly body: string;
  readonly template: StackTemplate;
  readonly parameters: ParameterValues;
  /** Those whose conditions hold, every one after those it needs. */
  readonly resources: readonly PlannedResource[];
  readonly #pseudo: Record<string, string>;

  /** Throws `ValidationError` when no stack can be made of it. */
  constructor({ stack, body, given, previous = {} }: PlanInput) {
    this.body = body;
    this.template = readStackTemplate(body);
    this.parameters = parameterValues(this.template.Parameters ?? {}, given, previous);
    this.#pseudo = pseudoParameters(stack.name, stack.id);
    this.resources = this.#planned();
    this.#check();
  }

  /** As `DescribeStacks` and events may show them. */
  get shownParameters(): ParameterValues {
    return shownValues(this.template.Parameters ?? {}, this.parameters);
  }

  properties({ definition }: PlannedResource, made: ReadonlyMap<string, Made>): Json {
    return resolve(definition.Properties ?? {}, this.#scope(made, this.parameters)) as Json;
  }

  /** The properties without what must not be seen, given resources without it. */
  shownProperties({ definition }: PlannedResource, shown: ReadonlyMap<string, Made>): Json {
    return resolve(definition.Properties ?? {}, this.#scope(shown, this.shownParameters)) as Json;
  }

  outputs(made: ReadonlyMap<string, Made>): Output[] {
    const scope = this.#scope(made, this.parameters);
    const defined = Object.entries(this.template.Outputs ?? {}).filter(([, { Condition }]) =>
      this.#isWanted(Condition),
    );
    return defined.map(([OutputKey, { Value, Description, Export }]) => ({
      OutputKey,
      OutputValue: String(resolve(Value, scope)),
      ...(Description === undefined ? {} : { Description }),
      ...(Export === undefined ? {} : { ExportName: String(resolve(Export.Name, scope)) }),
    }));
  }

  #planned(): PlannedResource[] {
    const { Resources } = this.template;
    const wanted = creationOrderOf(this.template).filter((id) => this.#isWanted(Resources[id]?.Condition));
    return wanted.flatMap((logicalId) => {
      const definition = Resources[logicalId];
      if (!definition) return [];
      const needs = neededBy(definition).filter((id) => wanted.includes(id));
      return [{ logicalId, type: definition.Type, definition, needs }];
    });
  }

  /** Works every expression out once with stand-ins for what is not made yet: what it does not know is found now. */
  #check(): void {
    const anything = new Proxy<Record<string, string>>({}, { get: () => '' });
    const ids = this.resources.map(({ logicalId }) => logicalId);
    const made = new Map(ids.map((id) => [id, { ref: '', attributes: anything }]));
    try {
      for (const resource of this.resources) this.properties(resource, made);
      this.outputs(made);
    } catch (error) {
      invalid(`Template error: ${(error as Error).message}`);
    }
    for (const { logicalId, definition } of this.resources) {
      const missing = [definition.DependsOn ?? []].flat().find((id) => !Object.hasOwn(this.template.Resources, id));
      if (missing !== undefined) invalid(`Template error: ${logicalId} depends on ${missing}, which is not there.`);
    }
  }

  #isWanted(condition: string | undefined): boolean {
    if (condition === undefined) return true;
    return holds(condition, this.template.Conditions ?? {}, this.#scope(new Map(), this.parameters));
  }

  #scope(resources: ReadonlyMap<string, Made>, parameters: ParameterValues): Scope {
    const isKnown = (key: string) => this.template.Parameters?.[key]?.Type !== SSM_TEXT;
    const known = Object.entries(parameters).filter(([key]) => isKnown(key));
    return { resources, pseudo: { ...this.#pseudo, ...Object.fromEntries(known) } };
  }
}

function creationOrderOf(template: StackTemplate): string[] {
  try {
    return creationOrder(template);
  } catch (error) {
    return invalid((error as Error).message);
  }
}
