/** The tables and the key: claims, the delivery log, subscribers and what their secrets are kept under. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { LISTING_INDEX, UNDELIVERED_INDEX } from '../core/table-indexes.ts';
import { acknowledge } from './acknowledge.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

const TABLE = { billingMode: BillingMode.PAY_PER_REQUEST, removalPolicy: RemovalPolicy.DESTROY };

/** A condition on the key: what is encrypted or decrypted belongs to a subscriber. */
export const FOR_ONE_SUBSCRIBER = { Null: { 'kms:EncryptionContext:subscriberId': 'false' } };

export class Records extends Construct {
  readonly claims: Table;
  readonly deliveries: Table;
  readonly subscribers: Table;
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
    this.subscribers = new Table(this, 'Subscribers', {
      ...TABLE,
      partitionKey: text('id'),
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    this.subscribers.addGlobalSecondaryIndex({
      indexName: LISTING_INDEX,
      partitionKey: text('listing'),
      sortKey: text('id'),
      projectionType: ProjectionType.ALL,
    });
    this.key = new Key(this, 'Key', {
      description: "Fanfare: subscribers' secrets",
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    for (const table of [this.claims, this.deliveries]) {
      acknowledge(
        table,
        'AwsSolutions-DDB3',
        'Its records expire within weeks; going back in time would only bring claims and log lines back that no queue has messages for.',
      );
    }
  }
}
