/** How does a share look? A bar of a few characters, and the share in words. */
const WIDTH = 20;

/** `share` from 0 to 1; nothing where it is not known. */
export function barOf(share: number | undefined): string {
  if (share === undefined) return '';
  const whole = Math.min(Math.max(share, 0), 1);
  const full = Math.round(whole * WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${percent(whole)}  `;
}

/** Never rounded up: only what is done is 100 %. */
export function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}
