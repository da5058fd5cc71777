/** Where do the functions' log lines go? One file a function, as CloudWatch has one log group each. */
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import path from 'node:path';

export class LogFiles {
  readonly #folder: string | undefined;
  readonly #files = new Map<string, WriteStream>();

  /** Without a data dir nothing is kept. */
  constructor(dataDir: string | undefined) {
    this.#folder = dataDir === undefined ? undefined : path.join(dataDir, 'logs');
  }

  append(functionName: string, line: string): void {
    if (this.#folder !== undefined) this.#file(this.#folder, functionName).write(`${line}\n`);
  }

  #file(folder: string, functionName: string): WriteStream {
    const known = this.#files.get(functionName);
    if (known) return known;
    mkdirSync(folder, { recursive: true });
    const file = createWriteStream(path.join(folder, `${functionName}.log`), { flags: 'a' });
    this.#files.set(functionName, file);
    return file;
  }
}
