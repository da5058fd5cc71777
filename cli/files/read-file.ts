/** What did its user write? A file's text, or what comes on stdin for `-`. */
import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { Refusal } from '../refusal.ts';

/** `ifNone`: what is said where there is no such file. */
export async function readInputFile(file: string, ifNone?: string): Promise<string> {
  if (file === '-') return readAll(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && ifNone !== undefined) throw new Refusal('usage', ifNone);
    throw new Refusal('usage', `The file ${file} cannot be read (${REASONS[code ?? ''] ?? code}).`);
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is none',
  EACCES: 'not allowed',
  EISDIR: 'it is a folder',
};
