/** Gives it a new secret, shown once; the one before goes on signing beside it for a while. */
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { RotationView } from '../../../lambdas/api/views/rotation-view.ts';
import { rotateSecret } from '../../api/subscribers.ts';
import { useNotify } from '../../app/notices.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { SecretOnce } from '../../parts/secret-once.tsx';
import { TimeExact } from '../../parts/time-ago.tsx';
import type { DialogProps } from './dialog-props.ts';

const DAY = 86_400;
const OVERLAPS = [
  { value: '0', label: 'Not at all: it has leaked' },
  { value: '3600', label: '1 hour' },
  { value: String(DAY), label: '1 day' },
  { value: String(7 * DAY), label: '7 days' },
];
const [, , ONE_DAY] = OVERLAPS;

export function RotateDialog({ subscriber: { id, name }, onClose }: DialogProps) {
  const notify = useNotify();
  const [overlap, setOverlap] = useState(ONE_DAY?.value ?? '0');
  const [rotated, setRotated] = useState<RotationView>();
  const rotate = async () => {
    const answer = await rotateSecret(id, Number(overlap));
    setRotated(answer);
    if (answer.secret !== undefined) return;
    notify({ type: 'success', header: `${name} has a new key pair.`, content: `Its public key: ${answer.publicKey}` });
    onClose();
  };
  if (rotated?.secret !== undefined) {
    return (
      <SecretOnce title={`The new secret of ${name}`} secret={rotated.secret} onKept={onClose}>
        <span>
          The one before is valid until <TimeExact at={rotated.previousExpiresAt} />.
        </span>
      </SecretOnce>
    );
  }
  return (
    <Confirm
      title={`Rotate the secret of ${name}?`}
      confirmText="Rotate"
      onConfirm={rotate}
      onClose={onClose}
      onDone={() => {}}
    >
      <SpaceBetween size="m">
        <span>
          A new secret signs from now on, and is shown to you once. Its owner needs it before the old one ends.
        </span>
        <FormField label="The one before goes on signing beside it for">
          <Select
            options={OVERLAPS}
            selectedOption={OVERLAPS.find(({ value }) => value === overlap) ?? null}
            onChange={({ detail }) => setOverlap(detail.selectedOption.value ?? '0')}
          />
        </FormField>
      </SpaceBetween>
    </Confirm>
  );
}
