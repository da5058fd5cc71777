/** How is one delivery sent again? Out of its dead letter where it has one, else out of the archive; one says so before. */
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import { useState } from 'react';
import type { ReplayedDeliveryView } from '../../../lambdas/api/views/replay-view.ts';
import { type Delivery, sendAgain } from '../../api/events.ts';
import { useSubscriberName } from '../../api/subscribers.ts';
import { useNotify } from '../../app/notices.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { exactText } from '../../parts/time-text.ts';

interface Props {
  readonly delivery: Delivery;
  /** Of the button. @default inline-link */
  readonly variant?: 'inline-link' | 'primary';
}

export function SendAgain({ delivery, variant = 'inline-link' }: Props) {
  const [isAsking, setAsking] = useState(false);
  const name = useSubscriberName(delivery.subscriberId);
  const verb = isDeadLetter(delivery) ? 'Redrive' : 'Send again';
  return (
    <>
      <Button variant={variant} onClick={() => setAsking(true)} ariaLabel={`${verb}: to ${name}`}>
        {verb}
      </Button>
      {isAsking && <Ask delivery={delivery} verb={verb} name={name} onClose={() => setAsking(false)} />}
    </>
  );
}

interface AskProps {
  readonly delivery: Delivery;
  readonly verb: string;
  readonly name: string;
  readonly onClose: () => void;
}

function Ask({ delivery, verb, name, onClose }: AskProps) {
  const notify = useNotify();
  const confirm = async () => {
    const sent = await sendAgain(delivery.subscriberId, delivery.eventId);
    notify({ type: 'success', ...sentNotice(sent) });
  };
  return (
    <Confirm title={`${verb} to ${name}?`} confirmText={verb} onConfirm={confirm} onClose={onClose}>
      <p>{sourceText(delivery)}</p>
      <p>It arrives with the same webhook-id, so an endpoint that looks at that knows it as the same event.</p>
    </Confirm>
  );
}

function isDeadLetter({ status, discardedAt }: Delivery): boolean {
  return status === 'dead' && discardedAt === undefined;
}

function sourceText(delivery: Delivery): string {
  const { deadLetterExpiresAt } = delivery;
  if (!isDeadLetter(delivery)) return 'Its event is taken out of the archive, and goes to this subscriber alone.';
  const until = deadLetterExpiresAt === undefined ? '' : `, which keeps it until ${exactText(deadLetterExpiresAt)}`;
  return `Its event is taken out of the dead-letter queue${until}.`;
}

function sentNotice(sent: ReplayedDeliveryView) {
  return sent.source === 'archive'
    ? {
        header: 'The archive is asked for it: that takes a while',
        content: <Link href={`/replays/${sent.replay.id}`}>Follow the replay</Link>,
      }
    : {
        header: 'It goes back on the queue out of its dead letter',
        content: <Link href={`/redrives/${sent.redrive.id}`}>Follow the redrive</Link>,
      };
}
