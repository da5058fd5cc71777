/** How does a status look? The same everywhere: of subscribers, deliveries and jobs. */
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { Bad } from './bad.tsx';
import { lookUp } from './look-up.ts';

const LOOKS: Record<string, StatusIndicatorProps.Type> = {
  // subscribers
  provisioning: 'in-progress',
  active: 'success',
  paused: 'pending',
  disabled: 'stopped',
  deleting: 'in-progress',
  failed: 'error',
  // deliveries
  delivered: 'success',
  pending: 'pending',
  dead: 'error',
  discarded: 'stopped',
  // jobs
  queued: 'pending',
  running: 'in-progress',
  cancelling: 'in-progress',
  completed: 'success',
  cancelled: 'stopped',
};

interface Props {
  readonly status: string;
  /** In place of the status itself. */
  readonly text?: string;
}

export function Status({ status, text = status }: Props) {
  return (
    <StatusIndicator type={lookUp(LOOKS, status) ?? 'info'} wrapText={false}>
      {text}
    </StatusIndicator>
  );
}

/** Not to be missed: it is active, and its endpoint fails now. */
export function Failing({ text = 'failing' }: { readonly text?: string }) {
  return <Bad>{text}</Bad>;
}
