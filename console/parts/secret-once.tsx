/** A secret that is shown now and never again: it goes away only by its button. */
import Alert from '@cloudscape-design/components/alert';
import type { ReactNode } from 'react';
import { Copyable } from './copyable.tsx';
import { Dialog } from './dialog.tsx';

interface Props {
  readonly title: string;
  readonly secret: string;
  readonly children?: ReactNode;
  readonly onKept: () => void;
}

export function SecretOnce({ title, secret, children, onKept }: Props) {
  return (
    <Dialog title={title} doText="I have kept it" onDo={onKept}>
      <Alert type="warning" header="Copy it now: it is not shown again">
        Its owner checks the signatures of webhooks with it. Whoever has it can sign as Fanfare does.
      </Alert>
      <span className="code">
        <Copyable text={secret} what="Secret" />
      </span>
      {children}
    </Dialog>
  );
}
