/** What is known of a stack, of its resources, and of what has happened to them? */
import type { Json } from '../aws/service.ts';
import type { Made } from '../template/intrinsics.ts';
import type { ParameterValues } from './parameters.ts';
import type { Output } from './stack-plan.ts';

export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly reason?: string;
  readonly description?: string | undefined;
  /** The text of its template. */
  readonly body: string;
  readonly parameters: ParameterValues;
  readonly shownParameters: ParameterValues;
  readonly outputs: readonly Output[];
  readonly tags: readonly Record<string, string>[];
  /** Epoch ms, as the other times. */
  readonly createdAt: number;
  readonly updatedAt?: number;
  readonly deletedAt?: number;
  /** It is the platform itself. */
  readonly isOwn?: boolean;
}

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  /** Absent until its function has named it. */
  readonly physicalId?: string;
  readonly status: string;
  readonly reason?: string;
  readonly at: number;
  /** Those it was last made or changed with; absent until it is made. */
  readonly properties?: Json;
  /** Those its function was asked to make or change it with, and has not said yes to. */
  readonly attempted?: Json;
  readonly attributes: Readonly<Record<string, string>>;
  /** Its attributes are not to be seen. */
  readonly isHidden: boolean;
  /** What it replaced and is still to be deleted. */
  readonly replaced: readonly { readonly physicalId: string; readonly properties: Json }[];
  /** Its place in the order of creation. */
  readonly position: number;
  readonly needs: readonly string[];
  readonly isRetained: boolean;
  /** What an update replaces is kept. */
  readonly isReplacedRetained: boolean;
}

export interface StackEvent {
  readonly id: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly at: number;
  /** JSON, without what must not be seen. */
  readonly properties?: string;
}

export const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** What the resources are known by to each other; `shown`: what may be seen of it. */
export function madeOf(resources: readonly StackResource[], { shown }: { shown: boolean }): Map<string, Made> {
  return new Map(
    resources.map(({ logicalId, physicalId = '', attributes, isHidden }) => {
      const names = Object.keys(attributes);
      const masked = shown && isHidden ? Object.fromEntries(names.map((name) => [name, '****'])) : attributes;
      return [logicalId, { ref: physicalId, attributes: masked }];
    }),
  );
}
