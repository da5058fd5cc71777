/** Which IAM actions, on which resources, does AWS check for this call? */
import { AwsError, type Json } from '../aws/service.ts';
import { cloudwatchPermissions } from './cloudwatch-permissions.ts';
import { dynamodbPermissions, dynamodbStreamsPermissions } from './dynamodb-permissions.ts';
import { eventsPermissions } from './events-permissions.ts';
import { kmsPermissions } from './kms-permissions.ts';
import type { Lookups, Permission } from './permission.ts';
import { sqsPermissions } from './sqs-permissions.ts';

type PermissionsOf = (action: string, input: Json, lookups: Lookups) => Permission[] | undefined;

const SERVICES: ReadonlyMap<string, PermissionsOf> = new Map<string, PermissionsOf>([
  ['AmazonSQS', sqsPermissions],
  ['AWSEvents', eventsPermissions],
  ['GraniteServiceVersion20100801', cloudwatchPermissions],
  ['TrentService', kmsPermissions],
  ['DynamoDB_20120810', dynamodbPermissions],
  ['DynamoDBStreams_20120810', dynamodbStreamsPermissions],
]);

/**
 * `service` is the part of `X-Amz-Target` before the dot. All of the permissions must be allowed. Throws for a call it
 * does not know: nothing is let through unchecked.
 */
export function requiredPermissions(service: string, action: string, input: Json, lookups: Lookups = {}): Permission[] {
  const permissions = SERVICES.get(service)?.(action, input, lookups);
  if (permissions) return permissions;
  throw new AwsError('AccessDeniedException', `It is not known which permissions ${service}.${action} needs.`);
}
