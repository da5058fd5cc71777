/** Is one sure? What a redrive or a discard will do, before it begins. */
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNotify } from '../../app/notices.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { carryOut, type Letters, type Verb, type Wish } from './letter-wish.ts';
import { MAX_RATE, rateFault, rateOf } from './redrive-rate.ts';
import { lettersText, WishText } from './wish-text.tsx';

interface Props {
  readonly wish: Wish;
  /** The ids of the jobs that began. */
  readonly onBegun: (jobs: readonly string[]) => void;
  readonly onClose: () => void;
}

const TITLES: Record<Verb, string> = { redrive: 'Redrive dead letters?', discard: 'Discard dead letters for good?' };

export function ConfirmWish({ wish, onBegun, onClose }: Props) {
  const [rate, setRate] = useState('');
  const notify = useNotify();
  const confirm = async () => {
    const { begun, failed } = await carryOut(wish, rateOf(rate));
    if (begun.length === 0 && failed[0]) throw failed[0];
    for (const { message } of failed) notify({ type: 'error', header: 'One of them did not begin', content: message });
    onBegun(begun.map(({ id }) => id));
  };
  const isWide = wish.verb === 'discard' && wish.which.kind !== 'chosen';
  return (
    <Confirm
      title={TITLES[wish.verb]}
      confirmText={confirmText(wish)}
      isReady={rateFault(rate) === undefined}
      {...(isWide ? { typed: 'discard' } : {})}
      onConfirm={confirm}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <WishText wish={wish} />
        {wish.verb === 'redrive' && <Rate value={rate} onChange={setRate} />}
      </SpaceBetween>
    </Confirm>
  );
}

function confirmText({ verb, which }: Wish): string {
  return `${verb === 'redrive' ? 'Redrive' : 'Discard'} ${howMany(which)}`;
}

function howMany(which: Letters): string {
  if (which.kind === 'chosen') return lettersText(which.letters.length);
  return which.kind === 'filter' ? 'those that match' : 'all';
}

function Rate({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  return (
    <FormField
      label={
        <span>
          At most so many a second <i>– optional</i>
        </span>
      }
      description={`Spares an endpoint that has just come back: 1 to ${MAX_RATE}.`}
      errorText={rateFault(value)}
    >
      {/* No number field: what is not one it would tell as empty, which is no limit. */}
      <Input inputMode="numeric" value={value} onChange={({ detail }) => onChange(detail.value)} />
    </FormField>
  );
}
