/** Pause, resume, disable, try again: what each does to the events that wait and to those that come. */

import { changeState, enableSubscriber } from '../../api/subscribers.ts';
import { useNotify } from '../../app/notices.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { countOf } from '../../parts/count-text.ts';
import type { DialogProps } from './dialog-props.ts';

export function PauseDialog({ subscriber: { id, name, queue }, onClose }: DialogProps) {
  const notify = useNotify();
  const pause = async () => {
    await changeState(id, 'pause');
    notify({ type: 'success', header: `${name} is being paused.` });
  };
  return (
    <Confirm title={`Pause ${name}?`} confirmText="Pause" onConfirm={pause} onClose={onClose}>
      Nothing is delivered to it until it is resumed. New events, and the{' '}
      {countOf(queue.depth + queue.inFlight, 'event')} it has now, wait in its queue: each for up to 14 days.
    </Confirm>
  );
}

export function ResumeDialog({ subscriber: { id, name, queue }, onClose }: DialogProps) {
  const notify = useNotify();
  const resume = async () => {
    await changeState(id, 'resume');
    notify({ type: 'success', header: `${name} is being resumed.` });
  };
  return (
    <Confirm title={`Resume ${name}?`} confirmText="Resume" onConfirm={resume} onClose={onClose}>
      Its queue flows again: {countOf(queue.depth, 'event')} are delivered as fast as its endpoint takes them.
    </Confirm>
  );
}

export function DisableDialog({ subscriber: { id, name, queue }, onClose }: DialogProps) {
  const notify = useNotify();
  const disable = async () => {
    await changeState(id, 'disable');
    notify({ type: 'success', header: `${name} is being disabled.` });
  };
  const waiting = queue.depth + queue.inFlight;
  return (
    <Confirm title={`Disable ${name}?`} confirmText="Disable" onConfirm={disable} onClose={onClose}>
      New events are no longer kept for it
      {waiting > 0 ? `, and the ${countOf(waiting, 'event')} that wait become dead letters` : ''}. To hold events back
      and lose none, pause it instead.
    </Confirm>
  );
}

/** Of what could not be set up: the steps that were done stay done. */
export function RetryDialog({ subscriber: { id, name, failure }, onClose }: DialogProps) {
  const notify = useNotify();
  const retry = async () => {
    await enableSubscriber(id);
    notify({ type: 'success', header: `${name} is being set up again.` });
  };
  return (
    <Confirm title={`Set up ${name} again?`} confirmText="Try again" onConfirm={retry} onClose={onClose}>
      It stopped at “{failure?.step}”: {failure?.message} It goes on from there, and events flow when it has succeeded.
    </Confirm>
  );
}
