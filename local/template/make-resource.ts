/** How is a resource of one type made? Every maker may be run again on what an earlier start left. */
import type { Json } from '../aws/service.ts';
import type { LocalAccount } from './account.ts';
import type { Made } from './intrinsics.ts';

export interface StackContext {
  readonly account: LocalAccount;
  readonly stackName: string;
  /** The resource type: one maker may serve several. */
  readonly type: string;
}

export type MakeResource = (logicalId: string, properties: Json, context: StackContext) => Promise<Made> | Made;
