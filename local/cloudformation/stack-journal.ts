/** What becomes of a stack and its resources, step by step? Each change is kept and told as an event. */
import { randomUUID } from 'node:crypto';
import type { Json } from '../aws/service.ts';
import { STACK_TYPE, type Stack, type StackResource } from './stack.ts';
import type { StackStore } from './stack-store.ts';

export class StackJournal {
  readonly #store: StackStore;
  readonly #now: () => number;
  #stack: Stack;

  constructor(store: StackStore, stack: Stack, now: () => number) {
    this.#store = store;
    this.#stack = stack;
    this.#now = now;
  }

  get stack(): Stack {
    return this.#stack;
  }

  get resources(): StackResource[] {
    return this.#store.resources(this.#stack.id);
  }

  resource(logicalId: string): StackResource | undefined {
    return this.resources.find((resource) => resource.logicalId === logicalId);
  }

  /** The stack's next status, with what else has changed about it. */
  stackIs(status: string, reason?: string, changes: Partial<Stack> = {}): void {
    const { reason: _, ...before } = this.#stack;
    this.#stack = { ...before, ...changes, status, ...(reason === undefined ? {} : { reason }) };
    this.#store.save(this.#stack);
    const { id, name } = this.#stack;
    this.#tell({ logicalId: name, physicalId: id, type: STACK_TYPE, status, reason });
  }

  /** A resource's next status; `shown` are its properties as they may be seen. */
  resourceIs(resource: StackResource, status: string, reason?: string, shown?: Json): StackResource {
    const { reason: _, ...before } = resource;
    const next = { ...before, status, at: this.#now(), ...(reason === undefined ? {} : { reason }) };
    this.#store.saveResource(this.#stack.id, next);
    const { logicalId, physicalId = '', type } = next;
    this.#tell({ logicalId, physicalId, type, status, reason, shown });
    return next;
  }

  /** Something about a resource that leaves its own status as it is. */
  mention({ logicalId, physicalId = '', type }: StackResource, status: string, reason?: string): void {
    this.#tell({ logicalId, physicalId, type, status, reason });
  }

  /** A change of a resource that is no event. */
  keep(resource: StackResource): void {
    this.#store.saveResource(this.#stack.id, resource);
  }

  gone(resource: StackResource): void {
    this.#store.removeResource(this.#stack.id, resource.logicalId);
  }

  #tell({ logicalId, physicalId, type, status, reason, shown }: Told): void {
    this.#store.addEvent(this.#stack.id, {
      ...{ id: randomUUID(), logicalId, physicalId, type, status, at: this.#now() },
      ...(reason === undefined ? {} : { reason }),
      ...(shown === undefined ? {} : { properties: JSON.stringify(shown) }),
    });
  }
}

interface Told {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string | undefined;
  readonly shown?: Json | undefined;
}
