/** Where is the `dynoxide` binary on this machine? */
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);

/** The platform package of this project first, then a `dynoxide` on the PATH (Homebrew, Cargo). Throws when there is none. */
export function findDynoxide(
  platform: string = process.platform,
  arch: string = process.arch,
  searchPath: string = process.env.PATH ?? '',
): string {
  const name = platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';
  const folders = [packageFolder(`@dynoxide/${platform}-${arch}`), ...searchPath.split(path.delimiter)];
  for (const folder of folders) {
    if (folder && isExecutable(path.join(folder, name))) return path.join(folder, name);
  }
  throw new Error(
    `The local DynamoDB needs the dynoxide binary, which is not here for ${platform}-${arch}: ` +
      'run `npm install --no-save dynoxide`, put `dynoxide` on the PATH, ' +
      'or point `--dynamodb-endpoint` at a running DynamoDB Local.',
  );
}

function packageFolder(name: string): string | undefined {
  try {
    return path.dirname(require.resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
