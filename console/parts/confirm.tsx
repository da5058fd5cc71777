/** Are you sure? Says what will happen to how many; stays open, with the reason, when it is refused. */
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import { DialogButtons } from './dialog-buttons.tsx';
import { Failed } from './failed.tsx';

interface Props {
  readonly title: string;
  /** What will happen, to how many, and what cannot be undone. */
  readonly children: ReactNode;
  /** A verb with its object: `Redrive 37 dead letters`. */
  readonly confirmText: string;
  /** What must be typed first, for what cannot be undone. */
  readonly typed?: string;
  /** Does it. What it rejects with is shown. */
  readonly onConfirm: () => Promise<unknown>;
  /** When it has resolved. @default onClose */
  readonly onDone?: () => void;
  readonly onClose: () => void;
}

/** Mount it to open it: `{isAsking && <Confirm … />}`. */
export function Confirm({ title, children, confirmText, typed, onConfirm, onClose, onDone = onClose }: Props) {
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly error?: Error }>({ isBusy: false });
  const [text, setText] = useState('');
  const isReady = typed === undefined || text.trim() === typed;
  const confirm = () => {
    setState({ isBusy: true });
    onConfirm().then(onDone, (error: Error) => setState({ isBusy: false, error }));
  };
  const footer = (
    <DialogButtons doText={confirmText} isBusy={state.isBusy} isReady={isReady} onDo={confirm} onClose={onClose} />
  );
  return (
    <Modal visible header={title} footer={footer} onDismiss={onClose}>
      <SpaceBetween size="m">
        <div>{children}</div>
        {typed !== undefined && (
          <FormField label={`Type “${typed}” to confirm`}>
            <Input
              value={text}
              onChange={({ detail }) => setText(detail.value)}
              onKeyDown={({ detail }) => detail.key === 'Enter' && isReady && confirm()}
            />
          </FormField>
        )}
        {state.error && <Failed error={state.error} />}
      </SpaceBetween>
    </Modal>
  );
}
