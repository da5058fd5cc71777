/** Changes its settings: only what was changed is sent, and nobody else's change is overwritten. */
import Alert from '@cloudscape-design/components/alert';
import { useState } from 'react';
import { ApiError, type Fault } from '../../api/api-error.ts';
import { changeSubscriber } from '../../api/subscribers.ts';
import { useNotify } from '../../app/notices.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Failed } from '../../parts/failed.tsx';
import { draftOf } from '../subscribers/settings-draft.ts';
import { SettingsForm } from '../subscribers/settings-form.tsx';
import { patchOf } from '../subscribers/settings-of-draft.ts';
import type { DialogProps } from './dialog-props.ts';

interface State {
  readonly isBusy: boolean;
  readonly faults: readonly Fault[];
  readonly error?: Error;
}

export function EditDialog({ subscriber, onClose }: DialogProps) {
  // As it was when the dialog opened: what comes in meanwhile must not change what is typed, nor hide that it came.
  const [before] = useState(() => ({ draft: draftOf(subscriber), version: subscriber.version }));
  const [draft, setDraft] = useState(before.draft);
  const [state, setState] = useState<State>({ isBusy: false, faults: [] });
  const notify = useNotify();
  const save = () => {
    const reading = patchOf(before.draft, draft);
    if (!reading.ok) return setState({ isBusy: false, faults: reading.faults });
    if (Object.keys(reading.settings).length === 0) return onClose();
    setState({ isBusy: true, faults: [] });
    changeSubscriber(subscriber.id, reading.settings, before.version).then(
      ({ name, warnings = [] }) => {
        const content = warnings.map(({ path, message }) => `${path} ${message}`).join('; ');
        notify({ type: content ? 'warning' : 'success', header: `${name} is changed.`, content });
        onClose();
      },
      (error: Error) =>
        setState({ isBusy: false, faults: error instanceof ApiError ? (error.problem.errors ?? []) : [], error }),
    );
  };
  return (
    <Dialog title={`Change ${subscriber.name}`} doText="Save" isBusy={state.isBusy} onDo={save} onLeave={onClose}>
      {subscriber.version !== before.version && !state.isBusy && <ChangedMeanwhile />}
      <SettingsForm
        draft={draft}
        faults={state.faults}
        isChange
        headerNames={subscriber.headerNames}
        onChange={(change) => setDraft((last) => ({ ...last, ...change }))}
      />
      {state.error && <Failed error={state.error} />}
    </Dialog>
  );
}

function ChangedMeanwhile() {
  return (
    <Alert type="warning" header="Somebody has changed it meanwhile">
      What you have typed will be refused. Copy what you need, and open this dialog again.
    </Alert>
  );
}
