/** Is the window as narrow as a telephone's? Then lists show what matters most. */
import { useSyncExternalStore } from 'react';

const NARROW = matchMedia('(max-width: 688px)');

function listen(onChange: () => void): () => void {
  NARROW.addEventListener('change', onChange);
  return () => NARROW.removeEventListener('change', onChange);
}

export function useIsNarrow(): boolean {
  return useSyncExternalStore(listen, () => NARROW.matches);
}
