/** Deletes it for good: what goes with it is counted first, and its name must be typed. */
import SpaceBetween from '@cloudscape-design/components/space-between';
import { deleteSubscriber } from '../../api/subscribers.ts';
import { useNotify } from '../../app/notices.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { countOf } from '../../parts/count-text.ts';
import type { DialogProps } from './dialog-props.ts';

export function DeleteDialog({ subscriber: { id, name, queue }, onClose }: DialogProps) {
  const notify = useNotify();
  const waiting = queue.depth + queue.inFlight;
  const remove = async () => {
    await deleteSubscriber(id, queue.deadLetters > 0);
    notify({ type: 'success', header: `${name} is being deleted.` });
  };
  return (
    <Confirm title={`Delete ${name}?`} confirmText="Delete for good" typed={name} onConfirm={remove} onClose={onClose}>
      <SpaceBetween size="s">
        <strong>
          {countOf(waiting, 'waiting event')} and {countOf(queue.deadLetters, 'dead letter')} are lost with it.
        </strong>
        <span>
          Its secrets stop signing and its id does not come back. This cannot be undone; to stop deliveries for a while,
          pause it instead.
        </span>
      </SpaceBetween>
    </Confirm>
  );
}
