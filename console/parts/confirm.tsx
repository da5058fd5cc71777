/** Are you sure? Says what will happen to how many; stays open, with the reason, when it is refused. */
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { type ReactNode, useState } from 'react';
import { Dialog } from './dialog.tsx';
import { Failed } from './failed.tsx';
import { areSameWords } from './same-words.ts';

interface Props {
  readonly title: string;
  /** What will happen, to how many, and what cannot be undone. */
  readonly children: ReactNode;
  /** A verb with its object: `Redrive 37 dead letters`. */
  readonly confirmText: string;
  /** What must be typed first, for what cannot be undone. */
  readonly typed?: string;
  /** Whether what it asks for is there. @default true */
  readonly isReady?: boolean;
  /** Does it. What it rejects with is shown. */
  readonly onConfirm: () => Promise<unknown>;
  /** When it has resolved. @default onClose */
  readonly onDone?: () => void;
  readonly onClose: () => void;
}

/** Mount it to open it: `{isAsking && <Confirm … />}`. */
export function Confirm(props: Props) {
  const { title, children, confirmText, typed, onConfirm, onClose, onDone = onClose } = props;
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly error?: Error }>({ isBusy: false });
  const [text, setText] = useState('');
  const isReady = (props.isReady ?? true) && (typed === undefined || areSameWords(text, typed));
  const confirm = () => {
    if (!isReady || state.isBusy) return;
    setState({ isBusy: true });
    onConfirm().then(onDone, (error: Error) => setState({ isBusy: false, error }));
  };
  return (
    <Dialog title={title} doText={confirmText} isBusy={state.isBusy} isReady={isReady} onDo={confirm} onLeave={onClose}>
      <div>{children}</div>
      {typed !== undefined && (
        <FormField label={`Type “${typed}” to confirm`}>
          <Input
            value={text}
            onChange={({ detail }) => setText(detail.value)}
            onKeyDown={({ detail }) => detail.key === 'Enter' && confirm()}
          />
        </FormField>
      )}
      {state.error && <Failed error={state.error} />}
    </Dialog>
  );
}
