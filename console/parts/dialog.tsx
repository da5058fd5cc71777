/** A dialog, and how it may be left. Every dialog is one of these: what it did, or what was typed, is not lost by a slip. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal, { type ModalProps } from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  readonly size?: ModalProps.Size;
  /** What the dialog is for, in a word or two: its main button. */
  readonly doText: string;
  readonly isReady?: boolean;
  /** What it is for is under way: it stays until that has answered. */
  readonly isBusy?: boolean;
  readonly onDo: () => void;
  /** Leaves it undone. Absent where its main button is the only way out. */
  readonly onLeave?: () => void;
}

/** Mount it to open it: `{isAsking && <Dialog … />}`. */
export function Dialog({ title, children, size, onLeave, isBusy = false, ...buttons }: Props) {
  const leave = isBusy ? undefined : onLeave;
  return (
    <Modal
      visible
      header={title}
      {...(size === undefined ? {} : { size })}
      {...(leave === undefined ? { className: 'dialog-that-stays' } : {})}
      footer={<Buttons {...buttons} isBusy={isBusy} onLeave={onLeave} />}
      // A click beside it is a slip: the second one of a double click, or one that was meant for a list of choices.
      onDismiss={({ detail }) => detail.reason !== 'overlay' && leave?.()}
    >
      <SpaceBetween size="m">{children}</SpaceBetween>
    </Modal>
  );
}

type ButtonsProps = Pick<Props, 'doText' | 'isReady' | 'isBusy' | 'onDo'> & {
  readonly onLeave: (() => void) | undefined;
};

function Buttons({ doText, isReady = true, isBusy = false, onDo, onLeave }: ButtonsProps) {
  return (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs">
        {onLeave && (
          <Button variant="link" disabled={isBusy} onClick={onLeave}>
            Cancel
          </Button>
        )}
        <Button variant="primary" loading={isBusy} disabled={!isReady} onClick={onDo}>
          {doText}
        </Button>
      </SpaceBetween>
    </Box>
  );
}
