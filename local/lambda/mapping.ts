/** What is an event source mapping, and what runs it? */
import { ACCOUNT, type Json, REGION } from '../aws/service.ts';
import type { InvocationResult } from './function-pool.ts';
import type { DestinationConfig, JsonServiceLike } from './queue-destination.ts';

/** In Lambda's own words, as GetEventSourceMapping answers it. */
export interface MappingConfiguration {
  readonly UUID: string;
  readonly EventSourceMappingArn: string;
  readonly EventSourceArn: string;
  readonly FunctionArn: string;
  readonly State: MappingState;
  readonly StateTransitionReason: string;
  /** Epoch seconds. */
  readonly LastModified: number;
  readonly BatchSize: number;
  readonly MaximumBatchingWindowInSeconds: number;
  readonly FunctionResponseTypes: readonly string[];
  /** Of a queue's mapping. */
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number };
  /** These and what follows: of a stream's mapping. -1 is no limit. */
  readonly StartingPosition?: 'TRIM_HORIZON' | 'LATEST';
  readonly ParallelizationFactor?: number;
  readonly MaximumRetryAttempts?: number;
  readonly MaximumRecordAgeInSeconds?: number;
  readonly BisectBatchOnFunctionError?: boolean;
  readonly DestinationConfig?: DestinationConfig;
}

export type MappingState = 'Creating' | 'Enabling' | 'Enabled' | 'Disabling' | 'Disabled' | 'Updating' | 'Deleting';

export function mappingArn(uuid: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:event-source-mapping:${uuid}`;
}

export function isStreamArn(arn: string): boolean {
  return /^arn:aws:dynamodb:[a-z0-9-]+:\d{12}:table\/[A-Za-z0-9_.-]+\/stream\/.+$/.test(arn);
}

export function reportsItemFailures(mapping: MappingConfiguration): boolean {
  return mapping.FunctionResponseTypes.includes('ReportBatchItemFailures');
}

/** A call of DynamoDB Streams, e.g. `GetRecords`; rejects with an error whose `name` is the service's. */
export type StreamsCall = (action: string, input: Json) => Promise<Json>;

/** How far a stream's mapping has come: everything up to and with this sequence number is done with. */
export interface Checkpoints {
  checkpoint(uuid: string, shardId: string): string | undefined;
  saveCheckpoint(uuid: string, shardId: string, sequenceNumber: string): void;
}

/** What a poller works with. */
export interface PollerParts {
  readonly mapping: MappingConfiguration;
  readonly invoke: (functionArn: string, payload: string) => Promise<InvocationResult>;
  readonly sqs: JsonServiceLike;
  readonly streams: StreamsCall;
  readonly checkpoints: Checkpoints;
  readonly now: () => number;
  /** Told what came of each batch: `LastProcessingResult`. */
  readonly report: (result: string) => void;
  /** When the mapping's poller before this one has handled its last batch. */
  readonly predecessor: Promise<void>;
}

export interface Poller {
  start(): void;
  /** Takes nothing more at once; resolves when the batches it had taken are done with. */
  stop(): Promise<void>;
}

/** `LastProcessingResult` for a batch. */
export function processingResult(result: InvocationResult): string {
  return result.functionError ? 'PROBLEM: Function call failed' : 'OK';
}

export function problem(error: unknown): string {
  return `PROBLEM: ${error instanceof Error ? error.message : String(error)}`;
}
