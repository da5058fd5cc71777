/** A secret that is shown now and never again. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { Copyable } from './copyable.tsx';

interface Props {
  readonly title: string;
  readonly secret: string;
  readonly children?: ReactNode;
  readonly onClose: () => void;
}

export function SecretOnce({ title, secret, children, onClose }: Props) {
  const footer = (
    <Box float="right">
      <Button variant="primary" onClick={onClose}>
        I have kept it
      </Button>
    </Box>
  );
  return (
    <Modal visible header={title} footer={footer} onDismiss={onClose} closeAriaLabel="Close">
      <SpaceBetween size="m">
        <Alert type="warning" header="Copy it now: it is not shown again">
          Its owner checks the signatures of webhooks with it. Whoever has it can sign as Fanfare does.
        </Alert>
        <span className="code">
          <Copyable text={secret} what="Secret" />
        </span>
        {children}
      </SpaceBetween>
    </Modal>
  );
}
