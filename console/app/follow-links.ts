/** How does a click on a link of ours change the page without loading it anew? One listener for all of them. */
import { navigate } from 'wouter/use-browser-location';

/** Answers how to stop. */
export function followLinks(): () => void {
  document.addEventListener('click', follow);
  return () => document.removeEventListener('click', follow);
}

function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest?.('a');
  if (!link || !isOurs(link)) return;
  event.preventDefault();
  navigate(link.pathname + link.search + link.hash);
  if (link.hash === '') scrollTo({ top: 0 });
}

function isOurs(link: HTMLAnchorElement): boolean {
  if (link.origin !== location.origin || link.hasAttribute('download')) return false;
  if (link.target !== '' && link.target !== '_self') return false;
  const isWithinPage = link.hash !== '' && link.pathname === location.pathname;
  return !isWithinPage && link.getAttribute('href') !== '#' && !link.pathname.startsWith('/v1');
}
