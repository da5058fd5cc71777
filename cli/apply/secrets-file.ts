/** Where do new secrets go that nobody is to see? Into a file only its owner can read, each as soon as it is known. */
import { type FileHandle, open } from 'node:fs/promises';
import { Refusal } from '../refusal.ts';

const OWNER_ONLY = 0o600;

export interface NewSecret {
  readonly name: string;
  readonly id: string;
  readonly secret: string;
}

export class SecretsFile {
  readonly #file: FileHandle;
  #written: Promise<unknown> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Opened before anything is made, so that no secret comes to nothing. What stands in it stays. */
  static async open(path: string): Promise<SecretsFile> {
    try {
      const file = await open(path, 'a', OWNER_ONLY);
      await file.chmod(OWNER_ONLY);
      return new SecretsFile(file);
    } catch (error) {
      throw new Refusal(
        'usage',
        `--secrets-file ${path} cannot be written (${(error as NodeJS.ErrnoException).code}).`,
      );
    }
  }

  /** One JSON object a line, one after the other. */
  add(secret: NewSecret): Promise<void> {
    const written = this.#written.then(() => this.#file.appendFile(`${JSON.stringify(secret)}\n`));
    this.#written = written.catch(() => {});
    return written;
  }

  async close(): Promise<void> {
    await this.#written;
    await this.#file.close();
  }
}
