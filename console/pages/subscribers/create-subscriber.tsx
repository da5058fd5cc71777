/** Registers a subscriber, and shows its secret once. */
import Box from '@cloudscape-design/components/box';
import { useMemo, useState } from 'react';
import { navigate } from 'wouter/use-browser-location';
import type { ChangedSubscriberView } from '../../../lambdas/api/views/subscriber-view.ts';
import { ApiError, type Fault } from '../../api/api-error.ts';
import { createSubscriber } from '../../api/subscribers.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Failed } from '../../parts/failed.tsx';
import { SecretOnce } from '../../parts/secret-once.tsx';
import { EMPTY_DRAFT } from './settings-draft.ts';
import { SettingsForm } from './settings-form.tsx';
import { settingsOf } from './settings-of-draft.ts';

interface Props {
  readonly onClose: () => void;
}

interface State {
  readonly isBusy: boolean;
  readonly faults: readonly Fault[];
  readonly error?: Error;
}

export function CreateSubscriber({ onClose }: Props) {
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const [state, setState] = useState<State>({ isBusy: false, faults: [] });
  const [created, setCreated] = useState<ChangedSubscriberView>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another registration needs another key
  const key = useMemo(newKey, [draft]);
  const create = () => {
    const reading = settingsOf(draft);
    if (!reading.ok) return setState({ isBusy: false, faults: reading.faults });
    setState({ isBusy: true, faults: [] });
    createSubscriber(reading.settings, key).then(setCreated, (error: Error) =>
      setState({ isBusy: false, faults: error instanceof ApiError ? (error.problem.errors ?? []) : [], error }),
    );
  };
  if (created) return <Created subscriber={created} />;
  return (
    <Dialog title="Register a subscriber" doText="Register" isBusy={state.isBusy} onDo={create} onLeave={onClose}>
      <SettingsForm
        draft={draft}
        faults={state.faults}
        onChange={(change) => setDraft((before) => ({ ...before, ...change }))}
      />
      {state.error && <Failed error={state.error} />}
    </Dialog>
  );
}

function Created({
  subscriber: { id, name, secret, publicKey, warnings = [] },
}: {
  readonly subscriber: ChangedSubscriberView;
}) {
  const go = () => navigate(`/subscribers/${id}`);
  const notes = warnings.map(({ path, message }) => (
    <Box key={`${path} ${message}`}>
      <strong>{path}</strong> {message}
    </Box>
  ));
  if (secret === undefined) {
    return (
      <Dialog title={`${name} is registered`} doText="Go to it" onDo={go}>
        {publicKey !== undefined && <span className="code">{publicKey}</span>}
        {notes}
      </Dialog>
    );
  }
  return (
    <SecretOnce title={`${name} is registered: its secret`} secret={secret} onKept={go}>
      {notes}
    </SecretOnce>
  );
}

/** Not `randomUUID`, which a page has only where its address is safe. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
