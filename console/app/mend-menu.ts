/**
 * What does Cloudscape say wrongly of the menu? In narrow windows its `nav` has an `aria-orientation`, which no `nav` may
 * have (3.0.1383): it is taken away where it appears.
 */

/** Answers how to stop. */
export function mendMenu(): () => void {
  const observer = new MutationObserver(mend);
  observer.observe(document.body, { childList: true, subtree: true });
  mend();
  return () => observer.disconnect();
}

function mend(): void {
  for (const menu of document.querySelectorAll('nav[aria-orientation]')) menu.removeAttribute('aria-orientation');
}
