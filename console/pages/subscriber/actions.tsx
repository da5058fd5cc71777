/** What can be done with it in its present state? The dialog that is open stands in the address. */
import Button from '@cloudscape-design/components/button';
import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { lazy, Suspense } from 'react';
import type { SubscriberView, SubscriberWithStateView } from '../../../lambdas/api/views/subscriber-view.ts';
import { useUrlParam } from '../../parts/url-param.ts';

const Dialogs = lazy(() => import('./dialogs.tsx'));

interface Props {
  readonly subscriber: SubscriberWithStateView;
}

interface Action {
  readonly id: string;
  readonly text: string;
}

/** The first is what one most likely came for. */
const MAIN: Record<SubscriberView['status'], readonly Action[]> = {
  active: [
    { id: 'test', text: 'Send a test event' },
    { id: 'pause', text: 'Pause' },
  ],
  paused: [
    { id: 'resume', text: 'Resume' },
    { id: 'test', text: 'Send a test event' },
  ],
  disabled: [{ id: 'enable', text: 'Enable' }],
  failed: [{ id: 'retry', text: 'Try again' }],
  provisioning: [],
  deleting: [],
};

function moreActions(status: SubscriberView['status']): ButtonDropdownProps.Item[] {
  const isDeleting = status === 'deleting';
  const canReplay = status === 'active' || status === 'paused';
  return [
    { id: 'replay', text: 'Replay past events', disabled: !canReplay },
    { id: 'edit', text: 'Change settings', disabled: isDeleting },
    { id: 'rotate', text: 'Rotate the secret', disabled: isDeleting },
    { id: 'disable', text: 'Disable', disabled: status === 'disabled' || isDeleting },
    { id: 'delete', text: 'Delete', disabled: isDeleting },
  ];
}

export function Actions({ subscriber }: Props) {
  const [dialog, open] = useUrlParam('do');
  const [first, ...others] = MAIN[subscriber.status];
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        <ButtonDropdown items={moreActions(subscriber.status)} onItemClick={({ detail }) => open(detail.id)}>
          More
        </ButtonDropdown>
        {others.map(({ id, text }) => (
          <Button key={id} onClick={() => open(id)}>
            {text}
          </Button>
        ))}
        {first && (
          <Button variant="primary" onClick={() => open(first.id)}>
            {first.text}
          </Button>
        )}
      </SpaceBetween>
      {dialog !== '' && (
        <Suspense>
          <Dialogs dialog={dialog} subscriber={subscriber} onClose={() => open('')} />
        </Suspense>
      )}
    </>
  );
}
