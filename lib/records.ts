/**
 * The tables and the key: claims, the delivery log, endpoints that fail now, jobs, subscribers and what their secrets are
 * kept under, event types.
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { BY_STATUS_INDEX, LISTING_INDEX, UNDELIVERED_BY_TIME_INDEX, UNDELIVERED_INDEX } from '../core/table-indexes.ts';
import { acknowledge } from './acknowledge.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

const TABLE = { billingMode: BillingMode.PAY_PER_REQUEST, removalPolicy: RemovalPolicy.DESTROY };

/** A condition on the key: what is encrypted or decrypted belongs to a subscriber. */
export const FOR_ONE_SUBSCRIBER = { Null: { 'kms:EncryptionContext:subscriberId': 'false' } };

/** And the same for what is kept for whoever registers a subscriber with an idempotency key. */
export const FOR_ONE_REGISTRATION = { Null: { 'kms:EncryptionContext:registration': 'false' } };

export class Records extends Construct {
  readonly claims: Table;
  readonly deliveries: Table;
  readonly health: Table;
  readonly jobs: Table;
  readonly subscribers: Table;
  readonly eventTypes: Table;
  readonly key: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.claims = new Table(this, 'Claims', {
      ...TABLE,
      partitionKey: text('eventId'),
      sortKey: text('subscriberId'),
      timeToLiveAttribute: 'expiresAt',
    });
    this.deliveries = new Table(this, 'Deliveries', {
      ...TABLE,
      partitionKey: text('pk'),
      sortKey: text('sk'),
      timeToLiveAttribute: 'expiresAt',
    });
    // Sparse: only what is not delivered has these attributes, so the success path writes nothing here.
    this.deliveries.addGlobalSecondaryIndex({
      indexName: UNDELIVERED_INDEX,
      partitionKey: text('undeliveredOf'),
      sortKey: text('undeliveredSort'),
      projectionType: ProjectionType.ALL,
    });
    // What does not change from attempt to attempt: a retry writes nothing here.
    this.deliveries.addGlobalSecondaryIndex({
      indexName: UNDELIVERED_BY_TIME_INDEX,
      partitionKey: text('undeliveredIn'),
      sortKey: text('undeliveredSort'),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['subscriberId', 'eventId', 'eventType', 'eventTime', 'status', 'deadReason', 'deadAt'],
    });
    this.health = new Table(this, 'Health', {
      ...TABLE,
      partitionKey: text('subscriberId'),
      timeToLiveAttribute: 'expiresAt',
    });
    this.jobs = new Table(this, 'Jobs', { ...TABLE, partitionKey: text('id'), timeToLiveAttribute: 'expiresAt' });
    this.jobs.addGlobalSecondaryIndex({
      indexName: LISTING_INDEX,
      partitionKey: text('listing'),
      sortKey: text('id'),
      projectionType: ProjectionType.ALL,
    });
    this.subscribers = new Table(this, 'Subscribers', {
      ...TABLE,
      partitionKey: text('id'),
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      // Only notes of registrations have it, never a subscriber.
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    this.subscribers.addGlobalSecondaryIndex({
      indexName: LISTING_INDEX,
      partitionKey: text('listing'),
      sortKey: text('id'),
      projectionType: ProjectionType.ALL,
    });
    this.subscribers.addGlobalSecondaryIndex({
      indexName: BY_STATUS_INDEX,
      partitionKey: text('status'),
      sortKey: text('id'),
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.eventTypes = new Table(this, 'EventTypes', {
      ...TABLE,
      partitionKey: text('catalogue'),
      sortKey: text('name'),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    this.key = new Key(this, 'Key', {
      description: "Fanfare: subscribers' secrets",
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    for (const table of [this.claims, this.deliveries, this.health, this.jobs]) {
      acknowledge(
        table,
        'AwsSolutions-DDB3',
        'Its records expire within weeks; going back in time would only bring claims and log lines back that no queue has messages for.',
      );
    }
  }
}
