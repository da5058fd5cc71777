/** What a publisher takes and promises. */
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';

/** Events whose types are not known to the compiler. */
export type AnyEvents = Record<string, object>;

export interface PublisherOptions {
  /** The bus's name, `fanfare-<stage>`, or its ARN: the stack's output `BusName`. A bus that is not there takes everything, and nobody gets it. */
  readonly bus: string;
  /** The publishing service: EventBridge's `source`. An event may name its own. */
  readonly source: string;
  /**
   * Make one of your own with `maxAttempts: 1`: else the SDK sends again by itself within each of the publisher's rounds.
   * @default one with the SDK's own settings, but for that
   */
  readonly client?: EventBridgeClient | undefined;
  /** The stage's `eventIdField`. @default "eventId" */
  readonly eventIdField?: string | undefined;
  /** The stage's `tenantField`. @default "tenant" */
  readonly tenantField?: string | undefined;
  /** The stage's `schemaVersionField`. @default "schemaVersion" */
  readonly schemaVersionField?: string | undefined;
  /** Requests of one call of `publish` under way at once. @default 4 */
  readonly concurrency?: number | undefined;
}

/** What every event may say. An id, tenant or version may stand in the data instead; both must then say the same. */
interface About<Type extends string> {
  /** EventBridge's `detail-type`: `invoice.paid`. */
  readonly type: Type;
  /** By it copies of an event are told: give it, and publishing again delivers nothing twice. @default a random one */
  readonly eventId?: string;
  /** Whose event it is. */
  readonly tenant?: string;
  /** @default the publisher's */
  readonly source?: string;
  /** When it happened; EventBridge keeps whole seconds. @default now */
  readonly time?: Date | string;
  readonly resources?: readonly string[];
}

/** The data as JSON text, which is sent as it is: for numbers beyond 2^53 and the like. The compiler sees nothing of it. */
interface Written {
  readonly dataText: string;
  readonly data?: undefined;
  readonly schemaVersion?: Version;
}

/** Data of one version. Where its type says which, the event may say so in its place. */
type Typed<Data> = 'schemaVersion' extends keyof Data
  ? { readonly dataText?: undefined } & (
      | { readonly data: Data; readonly schemaVersion?: Data['schemaVersion'] & Version }
      | (Pick<Data, 'schemaVersion'> & {
          readonly data: Without<Data, 'schemaVersion'>;
          readonly schemaVersion?: Version;
        })
    )
  : { readonly data: Data; readonly dataText?: undefined; readonly schemaVersion?: Version };

type Version = string | number;

type Without<Data, Key> = { [Name in keyof Data as Exclude<Name, Key>]: Data[Name] };

/** For each version of its data. */
type EventOf<Type extends string, Data> = Data extends unknown ? About<Type> & (Typed<Data> | Written) : never;

/** `Events` maps the name of each event type to the type of its data, as `fanfare event-types types` prints it. */
export type PublishableEvent<Events extends object = AnyEvents> = {
  [Type in keyof Events & string]: EventOf<Type, Events[Type]>;
}[keyof Events & string];

export interface Published {
  /** The publisher's own id: the event's, its data's or the random one. */
  readonly eventId: string;
  /** EventBridge's. */
  readonly eventBridgeId: string;
}

declare const tried: unique symbol;

/** An event that a publisher was given before. Any takes it again; to the compiler it is of no particular type. */
export type TriedEvent = PublishableEvent & { readonly [tried]: true };

export interface Publisher<Events extends object = AnyEvents> {
  /** Again: those of a `PublishError`. */
  publish(events: readonly TriedEvent[]): Promise<Published[]>;
  publish(event: TriedEvent): Promise<Published>;
  /** In as few requests as possible. When one of them can never be sent, none is. Throws `PublishError`, too. */
  publish(events: readonly PublishableEvent<Events>[]): Promise<Published[]>;
  // Stands last: by the last of them the compiler explains what is wrong.
  /**
   * Resolves when EventBridge has accepted it. Throws `PublishError` when it has not, after several calls where the reason
   * may pass.
   */
  publish(event: PublishableEvent<Events>): Promise<Published>;
  /** Why it can never be sent; `undefined` when it can. */
  faultOf(event: PublishableEvent<Events>): string | undefined;
}

export interface AcceptedEvent extends Published {
  /** Its place in the call. */
  readonly index: number;
  readonly event: TriedEvent;
}

export interface FailedEvent {
  /** Its place in the call. */
  readonly index: number;
  /** With the `eventId` it was sent with: publish it again, and should it have arrived after all, nobody gets it twice. */
  readonly event: TriedEvent;
  /** EventBridge's code, `Status503` where the answer had none, that of the network (`ECONNRESET`), `InvalidEvent`, or `NotSent` because another one is invalid. */
  readonly code: string;
  readonly message: string;
}

/** Not every event was accepted. Each of the call is either in `accepted` or in `failed`. */
export declare class PublishError extends Error {
  readonly accepted: readonly AcceptedEvent[];
  readonly failed: readonly FailedEvent[];
}

export declare function createPublisher<Events extends object = AnyEvents>(
  options: PublisherOptions,
): Publisher<Events>;
