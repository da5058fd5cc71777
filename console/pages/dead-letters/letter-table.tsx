/** The list of dead letters, newest death first, in pages, with what can be done with the chosen ones. */
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { type DeadLetter, type DeadLetterFilter, useDeadLetters } from '../../api/dead-letters.ts';
import { countText } from '../../parts/count-text.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { useIsNarrow } from '../../parts/narrow.ts';
import { Pager } from '../../parts/pager.tsx';
import { useUrlParam } from '../../parts/url-param.ts';
import { type ChosenLetters, letterKey } from './chosen-letters.ts';
import { isEmptyFilter, useFilterInAddress } from './filter-in-address.ts';
import { COLUMNS_OF_ALL, COLUMNS_OF_ONE, NARROW_COLUMNS } from './letter-columns.tsx';
import { LetterFilter } from './letter-filter.tsx';

interface Props {
  /** Absent: of all subscribers. */
  readonly subscriberId?: string;
  readonly chosen: ChosenLetters;
  readonly counter?: string | undefined;
  readonly actions: ReactNode;
}

/** While some are chosen the list stands still: what one is about to click does not move away. */
const STANDING_STILL_MS = 24 * 3_600_000;

export function LetterTable({ subscriberId, chosen, counter, actions }: Props) {
  const [filter, setFilter] = useFilterInAddress();
  const [cursor] = useUrlParam('cursor');
  const wanted = { filter, ...(subscriberId ? { subscriberId } : {}), ...(cursor === '' ? {} : { cursor }) };
  const query = useDeadLetters(wanted, chosen.letters.length > 0 ? { everyMs: STANDING_STILL_MS } : {});
  const isStale = query.isPending || query.isPlaceholderData;
  const letters = isStale ? [] : (query.data?.items ?? []);
  const next = isStale ? undefined : query.data?.cursor;
  const isNarrow = useIsNarrow();
  const change = (wish: DeadLetterFilter) => {
    chosen.clear();
    setFilter(wish);
  };
  return (
    <Table
      variant="container"
      header={
        <Header variant="h2" counter={counterText(chosen, counter)} actions={actions}>
          Newest first
        </Header>
      }
      filter={<LetterFilter filter={filter} onChange={change} eventTypes={letters.map(({ eventType }) => eventType)} />}
      pagination={<Pager next={next} />}
      {...(isNarrow ? { visibleColumns: NARROW_COLUMNS } : {})}
      columnDefinitions={subscriberId === undefined ? COLUMNS_OF_ALL : COLUMNS_OF_ONE}
      items={letters}
      trackBy={letterKey}
      loading={isStale && !query.error}
      loadingText="Reading the log …"
      empty={
        query.error ? (
          <Failed error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Nothing {...{ filter, next }} />
        )
      }
      selectionType="multi"
      selectedItems={chosen.letters}
      onSelectionChange={({ detail }) => chosen.choose(letters, detail.selectedItems)}
      enableKeyboardNavigation
      wrapLines
      ariaLabels={{
        tableLabel: 'Dead letters',
        selectionGroupLabel: 'Which dead letters are chosen',
        allItemsSelectionLabel: ({ selectedItems }) =>
          `All dead letters of this page, ${countText(selectedItems.length)} chosen`,
        itemSelectionLabel: (_, { eventId, eventType }: DeadLetter) => `${eventType} ${eventId}`,
      }}
    />
  );
}

function counterText({ letters }: ChosenLetters, counter: string | undefined): string {
  if (letters.length > 0)
    return `(${countText(letters.length)} chosen${counter === undefined ? '' : ` of ${counter}`})`;
  return counter === undefined ? '' : `(${counter})`;
}

function Nothing({ filter, next }: { readonly filter: DeadLetterFilter; readonly next: string | undefined }) {
  if (next !== undefined) {
    return <Empty title="None among those looked at so far">There are older ones: go on to the next page.</Empty>;
  }
  if (!isEmptyFilter(filter)) return <Empty title="No dead letter matches">Take a part of the filter away.</Empty>;
  return (
    <Empty title="No dead letters">
      Everything was delivered, or is being tried. What can no longer be tried appears here by itself.
    </Empty>
  );
}
