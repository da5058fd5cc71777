/** What has just happened? Notices at the top of the page: `const notify = useNotify()`. */
import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';

export interface Notice {
  readonly type: 'success' | 'error' | 'warning' | 'info';
  readonly header: string;
  readonly content?: ReactNode;
}

type Notify = (notice: Notice) => void;

const NotifyContext = createContext<Notify>(() => {});
const ItemsContext = createContext<readonly FlashbarProps.MessageDefinition[]>([]);

/** Good news goes by itself; what went wrong stays until it is dismissed. */
const GOOD_NEWS_MS = 8000;

export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const [items, setItems] = useState<readonly FlashbarProps.MessageDefinition[]>([]);
  const count = useRef(0);
  const notify = useCallback((notice: Notice) => {
    const id = String(count.current++);
    const dismiss = () => setItems((before) => before.filter((item) => item.id !== id));
    setItems((before) => [{ ...notice, id, dismissible: true, onDismiss: dismiss }, ...before].slice(0, 5));
    if (notice.type === 'success' || notice.type === 'info') setTimeout(dismiss, GOOD_NEWS_MS);
  }, []);
  const shown = useMemo(() => items, [items]);
  return (
    <NotifyContext value={notify}>
      <ItemsContext value={shown}>{children}</ItemsContext>
    </NotifyContext>
  );
}

export function useNotify(): Notify {
  return useContext(NotifyContext);
}

export function useNotices(): readonly FlashbarProps.MessageDefinition[] {
  return useContext(ItemsContext);
}
