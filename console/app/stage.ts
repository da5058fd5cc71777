/** Which stage is this? Whoever serves the page has written it there. */
const STAGE = document.querySelector<HTMLMetaElement>('meta[name="fanfare-stage"]')?.content;

export const stage = STAGE || 'local';
