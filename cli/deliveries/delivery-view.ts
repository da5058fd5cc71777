/** What the API shows of a delivery: the log's record without what only the functions need. */
import type { Delivery } from '../../core/delivery.ts';

export type DeliveryView = Omit<Delivery, 'attemptsBeforeRound' | 'deadMessageId'>;
