/** Does something last? What is so for a moment only need alarm nobody. */
import { useEffect, useState } from 'react';

/** Whether it has been so all the time for so long. */
export function useLasting(isSo: boolean, forMs: number): boolean {
  const [hasLasted, setHasLasted] = useState(false);
  useEffect(() => {
    if (!isSo) return setHasLasted(false);
    const timer = setTimeout(() => setHasLasted(true), forMs);
    return () => clearTimeout(timer);
  }, [isSo, forMs]);
  return isSo && hasLasted;
}
