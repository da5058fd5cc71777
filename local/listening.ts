/** What does its user hear when a port cannot be had? */
import { FatalError } from './fatal-error.ts';

/** Starts what listens; a port that is taken is its user's to solve. */
export async function listening<T>(option: string, port: number, listen: (port: number) => Promise<T>): Promise<T> {
  try {
    return await listen(port);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new FatalError(`Port ${port} is in use: stop what listens there, or choose another with --${option}.`);
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') throw new FatalError(`--${option} ${port}: ${message}.`);
    throw error;
  }
}
