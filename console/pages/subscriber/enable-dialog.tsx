/** Enables it, and brings back what it missed if that is wanted. */
import Checkbox from '@cloudscape-design/components/checkbox';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { enableSubscriber } from '../../api/subscribers.ts';
import { useNotify } from '../../app/notices.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { WhenField } from '../../parts/when-field.tsx';
import { ArchiveNote } from './archive-note.tsx';
import type { DialogProps } from './dialog-props.ts';
import { ReplayLink } from './replay-link.tsx';

export function EnableDialog({
  subscriber: { id, name, disabledAt, updatedAt, disabledReason },
  onClose,
}: DialogProps) {
  const notify = useNotify();
  const [isRecovering, setRecovering] = useState(true);
  // One that was disabled before this was kept says only when it was changed last: earlier or that moment.
  const [from, setFrom] = useState(disabledAt ?? updatedAt);
  const enable = async () => {
    if (isRecovering && from === '') throw new Error('Say from when, or leave it out.');
    const { replay } = await enableSubscriber(id, isRecovering ? from : undefined);
    notify({
      type: 'success',
      header: `${name} is being enabled.`,
      ...(replay ? { content: <ReplayLink id={replay.id} /> } : {}),
    });
  };
  return (
    <Confirm title={`Enable ${name}?`} confirmText="Enable" onConfirm={enable} onClose={onClose}>
      <SpaceBetween size="m">
        <span>
          New events are delivered to it again.
          {disabledReason === 'endpoint-gone' &&
            ' It was disabled because its endpoint answered 410: if that still does, it will be disabled again at once.'}
        </span>
        <Checkbox
          checked={isRecovering}
          onChange={({ detail }) => setRecovering(detail.checked)}
          description="From the archive; what was delivered is not sent again"
        >
          Bring back the events it missed
        </Checkbox>
        {isRecovering && (
          <>
            <WhenField label="Since" value={from} onChange={setFrom} />
            <ArchiveNote />
          </>
        )}
      </SpaceBetween>
    </Confirm>
  );
}
