/** May this function make this call? Enforces the roles of the template on every call a function makes. */
import { AwsError, type Call, type Json, type RestRequest } from '../aws/service.ts';
import { requiredLambdaPermissions, requiredMappingPermissions } from './lambda-permissions.ts';
import type { Lookups, Permission } from './permission.ts';
import { isAllowed, type PolicyDocument } from './policy.ts';
import { requiredPermissions } from './required-permissions.ts';

export class RolePolicies {
  readonly #policies = new Map<string, PolicyDocument[]>();
  readonly #roleOfKey = new Map<string, string>();
  readonly #lookups: Lookups;

  constructor(lookups: Lookups) {
    this.#lookups = lookups;
  }

  setRole(name: string, policies: readonly PolicyDocument[]): void {
    this.#policies.set(name, [...policies]);
  }

  /** Throws when there is no such role. */
  addPolicy(roleName: string, policy: PolicyDocument): void {
    const policies = this.#policies.get(roleName);
    if (!policies) throw new Error(`There is no role ${roleName}.`);
    policies.push(policy);
  }

  /** Calls with this access key are made under this role. Any other caller may do all: it is the user. */
  assume(accessKeyId: string, roleArn: string): void {
    this.#roleOfKey.set(accessKeyId, roleName(roleArn));
  }

  authorize(service: string, action: string, input: Json, { accessKeyId }: Call): void {
    const role = this.#roleOfKey.get(accessKeyId);
    if (role !== undefined) this.#check(role, requiredPermissions(service, action, input, this.#lookups));
  }

  authorizeRest({ method, path, query, body }: RestRequest, { accessKeyId }: Call): void {
    const role = this.#roleOfKey.get(accessKeyId);
    if (role === undefined) return;
    // Of Lambda's bodies only a mapping's counts; an invocation's is the function's business.
    const input =
      path.includes('/event-source-mappings') && body.length > 0 ? (JSON.parse(body.toString()) as Json) : {};
    this.#check(role, requiredLambdaPermissions({ method, path, query, body: input }, this.#lookups));
  }

  /** Is it a function that calls? */
  concerns({ accessKeyId }: Call): boolean {
    return this.#roleOfKey.has(accessKeyId);
  }

  /** The first action a function's role would need to read an event source and does not have. */
  lacking(roleArn: string, eventSourceArn: string): string | undefined {
    return this.#firstDenied(roleName(roleArn), requiredMappingPermissions(eventSourceArn))?.action;
  }

  #check(role: string, required: readonly Permission[]): void {
    const denied = this.#firstDenied(role, required);
    if (!denied) return;
    throw new AwsError(
      'AccessDeniedException',
      `The role ${role} is not authorized to perform ${denied.action} on ${denied.resource}: no policy of it allows the action.`,
    );
  }

  #firstDenied(role: string, required: readonly Permission[]): Permission | undefined {
    const policies = this.#policies.get(role) ?? [];
    return required.find(
      ({ action, resource, context = {} }) => isAllowed(policies, { action, resource, context }) !== 'allowed',
    );
  }
}

function roleName(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1);
}
