/** How does a table's stream get to the function, and where does it go on after a restart? */
import { failureRecord } from './failure-record.ts';
import { functionNameOf } from './function-definition.ts';
import { type Poller, type PollerParts, problem } from './mapping.ts';
import { pause } from './pause.ts';
import { failureQueue, sendToQueue } from './queue-destination.ts';
import { type GaveUp, StreamLane } from './stream-lane.ts';
import { laneOf, type ReadRecord, type StreamRecord, streamRecord } from './stream-record.ts';
import { Watermark } from './watermark.ts';

/** Between two reads: the first after records, then longer and longer while there are none. */
const READ_INTERVAL_MS = { active: 50, idle: 250, growth: 1.3 };
const PAUSE_AFTER_PROBLEM_MS = 500;
const RECORDS_PER_READ = 1000;
/** Read no further while so many records wait in the lanes. */
const MOST_WAITING = 2000;

interface Shard {
  readonly ShardId: string;
}

/** Reads each shard into as many lanes as the mapping may run in parallel; an item keeps to its lane. */
export class StreamPoller implements Poller {
  readonly #parts: PollerParts;
  readonly #stopping = new AbortController();
  #reading: Promise<unknown> = Promise.resolve();

  constructor(parts: PollerParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#reading = this.#readAll();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#reading;
  }

  async #readAll(): Promise<void> {
    const { predecessor } = this.#parts;
    // An item's changes must not overtake a batch the mapping had before its settings changed.
    await predecessor;
    const shards = await this.#shards();
    await Promise.all(shards.map((shard) => this.#readShard(shard)));
  }

  /** A local stream has one shard, which never closes; a closed one is read to its end. */
  async #shards(): Promise<Shard[]> {
    const { streams, mapping, report } = this.#parts;
    while (!this.#stopping.signal.aborted) {
      try {
        const { StreamDescription } = await streams('DescribeStream', { StreamArn: mapping.EventSourceArn });
        const { Shards = [] } = StreamDescription as { Shards?: Shard[] };
        if (Shards.length > 0) return Shards;
      } catch (error) {
        report(problem(error));
      }
      await pause(PAUSE_AFTER_PROBLEM_MS, this.#stopping.signal);
    }
    return [];
  }

  async #readShard(shard: Shard): Promise<void> {
    const { mapping, report } = this.#parts;
    const { signal } = this.#stopping;
    const watermark = new Watermark();
    const lanes = Array.from({ length: mapping.ParallelizationFactor ?? 1 }, () => this.#lane(shard, watermark));
    const position = new ShardPosition(this.#parts, shard);
    let interval = READ_INTERVAL_MS.active;
    while (!signal.aborted && !position.isAtEnd) {
      try {
        const records = await position.read();
        for (const record of records) {
          watermark.add(record.id);
          lanes[laneOf(record, lanes.length)]?.push(record);
        }
        interval = records.length > 0 ? READ_INTERVAL_MS.active : longer(interval);
      } catch (error) {
        report(problem(error));
        interval = PAUSE_AFTER_PROBLEM_MS;
      }
      do await pause(interval, signal);
      while (!signal.aborted && waiting(lanes) > MOST_WAITING);
    }
    await Promise.all(lanes.map((lane) => lane.settle()));
  }

  #lane(shard: Shard, watermark: Watermark): StreamLane {
    const { mapping, invoke, now, report, checkpoints } = this.#parts;
    return new StreamLane({
      mapping,
      invoke,
      now,
      report,
      stopping: this.#stopping.signal,
      giveUp: (records, why) => this.#giveUp(shard, records, why),
      done: (records) => {
        const mark = watermark.finish(records.map(({ id }) => id));
        if (mark !== undefined) checkpoints.saveCheckpoint(mapping.UUID, shard.ShardId, mark);
      },
    });
  }

  /** As on AWS the destination is told where the records are, not what they are. */
  async #giveUp({ ShardId }: Shard, records: readonly StreamRecord[], why: GaveUp): Promise<void> {
    const { mapping, sqs, now, report } = this.#parts;
    const queue = failureQueue(mapping.DestinationConfig);
    const [first, last] = [records[0], records.at(-1)];
    if (!queue || !first || !last) return;
    const functionName = functionNameOf(mapping.FunctionArn);
    const requestId = why.result?.requestId ?? mapping.UUID;
    const DDBStreamBatchInfo = {
      shardId: ShardId,
      startSequenceNumber: first.id,
      endSequenceNumber: last.id,
      approximateArrivalOfFirstRecord: new Date(first.createdAt).toISOString(),
      approximateArrivalOfLastRecord: new Date(last.createdAt).toISOString(),
      batchSize: records.length,
      streamArn: mapping.EventSourceArn,
    };
    const record = failureRecord({ functionName, requestId, now: now(), ...why });
    await sendToQueue(sqs, queue, { ...record, DDBStreamBatchInfo }).catch((error) => report(problem(error)));
  }
}

/** Where a mapping is in a shard: after the record read last, at first after the checkpoint or the starting position. */
class ShardPosition {
  readonly #parts: PollerParts;
  readonly #shardId: string;
  #iterator: string | undefined;
  #lastRead: string | undefined;
  isAtEnd = false;

  constructor(parts: PollerParts, { ShardId }: Shard) {
    this.#parts = parts;
    this.#shardId = ShardId;
    this.#lastRead = parts.checkpoints.checkpoint(parts.mapping.UUID, ShardId);
  }

  /** Rejects when the stream cannot be read; the next read begins with a new iterator. */
  async read(): Promise<StreamRecord[]> {
    const { streams, mapping } = this.#parts;
    const iterator = this.#iterator ?? (await this.#newIterator());
    this.#iterator = undefined;
    const answer = await streams('GetRecords', { ShardIterator: iterator, Limit: RECORDS_PER_READ });
    const { Records, NextShardIterator } = answer as { Records?: ReadRecord[]; NextShardIterator?: string };
    const records = (Records ?? []).map((record) => streamRecord(record, mapping.EventSourceArn));
    this.#lastRead = records.at(-1)?.id ?? this.#lastRead;
    this.#iterator = NextShardIterator;
    this.isAtEnd = !NextShardIterator;
    return records;
  }

  async #newIterator(): Promise<string> {
    const { streams, mapping } = this.#parts;
    const where =
      this.#lastRead === undefined
        ? { ShardIteratorType: mapping.StartingPosition }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: this.#lastRead };
    const input = { StreamArn: mapping.EventSourceArn, ShardId: this.#shardId, ...where };
    return String((await streams('GetShardIterator', input)).ShardIterator);
  }
}

function longer(interval: number): number {
  return Math.min(interval * READ_INTERVAL_MS.growth, READ_INTERVAL_MS.idle);
}

function waiting(lanes: readonly StreamLane[]): number {
  return lanes.reduce((sum, lane) => sum + lane.waiting, 0);
}
