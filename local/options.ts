/** How shall the platform run? Its options, each also an environment variable `FANFARE_<OPTION>`. */
import { parseArgs } from 'node:util';
import { FatalError } from './fatal-error.ts';

export interface PlatformOptions {
  readonly awsPort: number;
  readonly apiPort: number;
  readonly receiverPort: number;
  /** Where state is kept; absent: nowhere. */
  readonly dataDir?: string;
  readonly host: string;
  /** Whose settings and names to run with. */
  readonly stage: string;
  /** The stage's settings that differ from their default, by the names `cdk deploy -c` has for them. */
  readonly settings?: Readonly<Record<string, string>>;
  /** A DynamoDB-compatible endpoint to use instead of an own process. */
  readonly dynamodbEndpoint?: string;
  /** Build the console and serve it beside the API. @default false */
  readonly hasConsole?: boolean;
}

interface Option {
  readonly name: string;
  readonly value?: string;
  readonly default?: string;
  readonly help: string;
}

const OPTIONS: readonly Option[] = [
  { name: 'aws-port', value: 'port', default: '4566', help: 'one endpoint for every AWS service' },
  { name: 'api-port', value: 'port', default: '4400', help: 'the API under /v1, the console at /' },
  { name: 'receiver-port', value: 'port', default: '4499', help: 'the demo receiver' },
  { name: 'data-dir', value: 'dir', default: '.fanfare', help: 'where state is kept' },
  { name: 'ephemeral', help: 'keep no state' },
  { name: 'host', value: 'address', default: '127.0.0.1', help: 'the address to listen on' },
  { name: 'stage', value: 'name', default: 'local', help: 'whose settings and names to run with' },
  { name: 'settings', value: 'a=b …', help: 'settings of the stage, as -c of cdk deploy names them' },
  { name: 'dynamodb-endpoint', value: 'url', help: 'use this DynamoDB instead of an own one' },
  { name: 'no-console', help: 'build and serve no console' },
  { name: 'help', help: 'say this' },
];

export const HELP = [
  'Usage: npm start -- [options]      each also an environment variable, as in FANFARE_AWS_PORT=4567',
  '',
  ...OPTIONS.map(({ name, value, default: fallback, help }) => {
    const left = `  --${name}${value ? ` <${value}>` : ''}`.padEnd(30);
    return `${left}${help}${fallback ? ` (default ${fallback})` : ''}`;
  }),
  '',
].join('\n');

/** `help` when that was asked for. Throws `FatalError` with what is wrong, and where. */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv): PlatformOptions | 'help' {
  const given = parseArguments(argv);
  if (given.help !== undefined) return 'help';
  const read = (name: string) => given[name] ?? env[`FANFARE_${name.replaceAll('-', '_').toUpperCase()}`];
  const text = (name: string) => read(name) ?? OPTIONS.find((option) => option.name === name)?.default ?? '';
  const port = (name: string) => readPort(name, text(name));
  const isSet = (name: string) => !['', 'false', '0', undefined].includes(read(name));
  const dynamodbEndpoint = read('dynamodb-endpoint');
  const settings = read('settings');
  return {
    awsPort: port('aws-port'),
    apiPort: port('api-port'),
    receiverPort: port('receiver-port'),
    host: text('host'),
    stage: text('stage'),
    hasConsole: !isSet('no-console'),
    ...(isSet('ephemeral') ? {} : { dataDir: text('data-dir') }),
    ...(settings === undefined ? {} : { settings: readSettings(settings) }),
    ...(dynamodbEndpoint === undefined ? {} : { dynamodbEndpoint }),
  };
}

function parseArguments(argv: readonly string[]): Record<string, string | undefined> {
  const options = Object.fromEntries(
    OPTIONS.map(({ name, value }) => [name, { type: value ? ('string' as const) : ('boolean' as const) }]),
  );
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: false });
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  } catch (error) {
    throw new FatalError(`${(error as Error).message} (--help lists the options)`);
  }
}

function readSettings(text: string): Record<string, string> {
  const pairs = text.split(/\s+/).filter((pair) => pair !== '');
  const wrong = pairs.find((pair) => !/^\w+=./.test(pair));
  if (wrong !== undefined) throw new FatalError(`--settings ${wrong}: write name=value, with spaces between several.`);
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

function readPort(name: string, text: string): number {
  const port = Number(text);
  if (text.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new FatalError(`--${name} ${text}: use a port number from 1 to 65535 (0 takes any free one).`);
  }
  return port;
}
