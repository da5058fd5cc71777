/** What can be done with dead letters? Redrive or discard: the chosen ones, those that match the filter, all of them. */
import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import type { DeadLetter, DeadLetterFilter } from '../../api/dead-letters.ts';
import { countText } from '../../parts/count-text.ts';
import { filterText } from '../../parts/letter-filter-text.ts';
import { isEmptyFilter } from './filter-in-address.ts';
import { type Letters, tooMany, type Verb, type Wish } from './letter-wish.ts';

interface Props {
  /** Absent on the page of all subscribers: there only chosen ones are worked on. */
  readonly subscriberId?: string;
  readonly letters: readonly DeadLetter[];
  readonly filter: DeadLetterFilter;
  readonly onWish: (wish: Wish) => void;
  /** What stands before them. */
  readonly children?: ReactNode;
}

const WORDS: Record<Verb, string> = { redrive: 'Redrive', discard: 'Discard' };

export function LetterActions({ children, ...props }: Props) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {children}
      <Action verb="discard" {...props} />
      <Action verb="redrive" {...props} />
    </SpaceBetween>
  );
}

function Action({ verb, subscriberId, letters, filter, onWish }: Omit<Props, 'children'> & { readonly verb: Verb }) {
  const word = WORDS[verb];
  const reason = letters.length === 0 ? 'Choose dead letters first.' : tooMany(letters);
  const chosen = () => onWish({ verb, which: { kind: 'chosen', letters } });
  const wide = (kind: string): Letters =>
    kind === 'filter'
      ? { kind, subscriberId: subscriberId ?? '', filter }
      : { kind: 'all', subscriberId: subscriberId ?? '' };
  const text = `${word} ${letters.length === 0 ? 'chosen' : countText(letters.length)}`;
  return (
    <ButtonDropdown
      variant={verb === 'redrive' ? 'primary' : 'normal'}
      mainAction={{
        text,
        onClick: chosen,
        ...(reason === undefined ? {} : { disabled: true, disabledReason: reason }),
      }}
      items={wideItems(word, subscriberId, filter)}
      onItemClick={({ detail }) => onWish({ verb, which: wide(detail.id) })}
      ariaLabel={`${word} more than the chosen`}
      expandToViewport
    />
  );
}

function wideItems(
  word: string,
  subscriberId: string | undefined,
  filter: DeadLetterFilter,
): ButtonDropdownProps.Items {
  const elsewhere =
    subscriberId === undefined
      ? 'Open one subscriber’s dead letters first: a job works for one subscriber.'
      : undefined;
  const noFilter = isEmptyFilter(filter) ? 'No filter is set.' : undefined;
  const item = (id: string, text: string, disabledReason: string | undefined) => ({
    id,
    text,
    ...(disabledReason === undefined ? {} : { disabled: true, disabledReason }),
  });
  return [
    {
      ...item('filter', `${word} all that match the filter`, elsewhere ?? noFilter),
      ...(isEmptyFilter(filter) ? {} : { description: filterText(filter) }),
    },
    item('all', `${word} all of this subscriber`, elsewhere),
  ];
}
