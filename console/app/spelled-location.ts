/** Where is the page? As the address spells it: the router decodes once, and an encoded `/` in an id must stay one. */
import { type BrowserLocationHook, useBrowserLocation } from 'wouter/use-browser-location';

export const useSpelledLocation: BrowserLocationHook = (options) => {
  const [path, navigate] = useBrowserLocation(options);
  return [path.replaceAll('%', '%25'), navigate];
};

/** A part of the path as it was before it was encoded; one that is encoded wrongly stays as it is. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
