/** `npm run console:build`: builds the console and says where it is. */
import { buildConsole } from './build-console.ts';

process.stdout.write(`${await buildConsole(() => process.stdout.write('Building the console …\n'))}\n`);
