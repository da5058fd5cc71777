/** Which dialog is open? Each says what will happen before it does. */
import type { ComponentType } from 'react';
import { lookUp } from '../../parts/look-up.ts';
import { StartReplay } from '../replays/start-replay.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import type { DialogProps } from './dialog-props.ts';
import { EditDialog } from './edit-dialog.tsx';
import { EnableDialog } from './enable-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';
import { DisableDialog, PauseDialog, ResumeDialog, RetryDialog } from './state-dialogs.tsx';
import { TestDialog } from './test-dialog.tsx';

const DIALOGS: Readonly<Record<string, ComponentType<DialogProps>>> = {
  pause: PauseDialog,
  resume: ResumeDialog,
  retry: RetryDialog,
  disable: DisableDialog,
  enable: EnableDialog,
  test: TestDialog,
  replay: ({ subscriber: { id }, onClose }) => <StartReplay subscriberId={id} onClose={onClose} />,
  rotate: RotateDialog,
  edit: EditDialog,
  delete: DeleteDialog,
};

export default function Dialogs({ dialog, ...props }: DialogProps & { readonly dialog: string }) {
  const Dialog = lookUp(DIALOGS, dialog);
  return Dialog ? <Dialog {...props} /> : null;
}
