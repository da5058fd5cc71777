/** What does the API show of a record? Never a secret, and nothing of how the record is kept. */
import type { Delivery } from '../../core/delivery.ts';
import type { Subscriber } from '../../core/subscriber.ts';

export function subscriberView(subscriber: Subscriber): object {
  const { encryptedSecrets: _, desired: __, ...shown } = subscriber;
  return shown;
}

export function deliveryView(delivery: Delivery): object {
  const { attemptsBeforeRound: _, deadMessageId: __, ...shown } = delivery;
  return shown;
}
