/** The services a template is instantiated on, and what the template adds up to besides their own state. */
import type { DatabaseSync } from 'node:sqlite';
import type { JsonService } from '../aws/service.ts';
import type { DynamoDb } from '../dynamodb/dynamodb.ts';
import type { Schedules } from '../eventbridge/schedules.ts';
import type { RolePolicies } from '../iam/role-policies.ts';
import type { LambdaHost } from '../lambda/lambda-host.ts';
import type { CustomResources } from './custom-resources.ts';

export interface LocalAccount {
  readonly sqs: JsonService;
  readonly events: JsonService;
  /** Rules that go by the clock. */
  readonly schedules: Schedules;
  readonly kms: JsonService;
  readonly dynamodb: DynamoDb;
  readonly lambda: LambdaHost;
  readonly customResources: CustomResources;
  /** Remembers what custom resources were made with. */
  readonly state: DatabaseSync;
  /** The folder with the template's assets. */
  readonly assets: string;
  /** The one AWS endpoint. */
  readonly endpoint: string;
  readonly policies: RolePolicies;
  /** API integration → the name of its function. */
  readonly integrations: Map<string, string>;
  /** Route key → the name of the function that answers. */
  readonly routes: Map<string, string>;
}
