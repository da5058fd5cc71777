/** What does the address say of the page: its tab, its filters, its selection? So that it can be sent to somebody. */
import { useCallback } from 'react';
import { navigate, useSearch } from 'wouter/use-browser-location';

type Change = Readonly<Record<string, string | undefined>>;

/** The parameters, and a way to change some of them: `undefined` or '' takes one away. `push` makes Back lead to before. */
export function useUrlParams(): [URLSearchParams, (change: Change, how?: 'replace' | 'push') => void] {
  const params = new URLSearchParams(useSearch());
  return [params, changeUrl];
}

/** One parameter; the fallback is not written into the address. */
export function useUrlParam(name: string, fallback = ''): [string, (value: string) => void] {
  const value = new URLSearchParams(useSearch()).get(name) ?? fallback;
  const set = useCallback(
    (next: string) => changeUrl({ [name]: next === fallback ? undefined : next }),
    [name, fallback],
  );
  return [value, set];
}

/** To what was before the last `push`; `false` where the page was opened at this address. */
export function goBack(): boolean {
  const isPushed = (history.state as { isPushed?: boolean } | null)?.isPushed === true;
  if (isPushed) history.back();
  return isPushed;
}

function changeUrl(change: Change, how: 'replace' | 'push' = 'replace'): void {
  const params = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || value === '') params.delete(name);
    else params.set(name, value);
  }
  const text = params.toString();
  const state = how === 'push' ? { isPushed: true } : history.state;
  navigate(`${location.pathname}${text === '' ? '' : `?${text}`}`, { replace: how === 'replace', state });
}
