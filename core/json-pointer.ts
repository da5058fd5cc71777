/** Where does a JSON Pointer in a URI fragment lead? Its steps, as in `#/$defs/a~1b` → `$defs`, `a/b`. */

/** None for `#`, the whole. */
export function pointerSteps(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescaped);
}

/** What is no escape stands for itself: schemas come from people. */
function unescaped(step: string): string {
  try {
    return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return step.replaceAll('~1', '/').replaceAll('~0', '~');
  }
}
