/** Something the person who started the platform must put right: told in one sentence, without a stack. */
export class FatalError extends Error {}
