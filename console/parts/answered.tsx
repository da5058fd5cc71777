/** How does a page show what it asked for? Loading, refused, or there; what was there stays when a later answer fails. */
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failed } from './failed.tsx';
import { Loading } from './loading.tsx';

interface Props<T> {
  readonly query: UseQueryResult<T>;
  readonly children: (answer: T) => ReactNode;
  /** In place of the spinner. */
  readonly loading?: ReactNode;
}

export function Answered<T>({ query, children, loading = <Loading /> }: Props<T>) {
  const { data, error, refetch } = query;
  const failure = error && <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return failure ?? loading;
  // The same with and without a failure: what is typed or open beneath must outlive a request that went wrong.
  return (
    <SpaceBetween size="m">
      {failure}
      {children(data)}
    </SpaceBetween>
  );
}
