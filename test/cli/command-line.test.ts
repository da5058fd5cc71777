import { execFileSync } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePort } from '../free-port.ts';
import { until } from '../until.ts';
import { FanfareProcess, fanfare } from './fanfare-process.ts';

const NOUNS = [
  ...['subscribers', 'deliveries', 'overview', 'dead-letters', 'replays', 'redrives', 'discards', 'reconciliations'],
  ...['events', 'event-types', 'pull', 'listen', 'doctor', 'completion'],
];

describe('fanfare --help', () => {
  it('shows the way to everything, and how it ends', async () => {
    const { code, stdout } = await fanfare(['--help']);
    expect(code).toBe(0);
    for (const noun of NOUNS) expect(stdout).toMatch(new RegExp(`^ {2}${noun} `, 'm'));
    expect(stdout).toContain('Exit codes: 0 done, 1 failed, 2 asked wrongly, 3 not found');
  });

  it('tells of every command what it does, and of every option', async () => {
    const toVisit: string[][] = [[]];
    const lacking: string[] = [];
    for (const words of toVisit) {
      const { code, stdout } = await fanfare([...words, '--help']);
      if (code !== 0 || !/^Usage: fanfare/.test(stdout)) lacking.push(words.join(' '));
      for (const [, option, help] of stdout.matchAll(/^ {2}(-\S.*?)(?: {2,}(.*))?$/gm)) {
        if (!help) lacking.push(`${words.join(' ')} ${option}`);
      }
      if (words.length < 2) toVisit.push(...commandsIn(stdout).map((name) => [...words, name]));
    }
    expect(lacking).toEqual([]);
    expect(toVisit.length).toBeGreaterThan(25);
  });
});

/** The headings of help that list options. */
function commandsIn(help: string): string[] {
  const sections = help
    .split(/\n\n/)
    .filter((section) => !/^(Usage|Options|Global Options|Arguments|Settings:\n {2}-)/.test(section));
  return sections
    .flatMap((section) => [...section.matchAll(/^ {2}([a-z][a-z-]+)(?= )/gm)].map(([, name = '']) => name))
    .filter((name) => name !== 'fanfare');
}

describe('what is asked wrongly ends with 2 and says how to ask:', () => {
  it.each([
    [['subscribes'], "unknown command 'subscribes'"],
    [['subscribers', 'show'], "missing required argument 'subscriber'"],
    [['subscribers', 'list', '--colour', 'red'], "unknown option '--colour'"],
    [['subscribers', 'list', '--status', 'asleep'], 'Allowed choices are provisioning, active'],
    [['subscribers', 'list', '--limit', 'ten'], 'Use a whole number from 1 to 100'],
    [['subscribers', 'create', '--filter', '[1]'], 'It must be a JSON object'],
    [['subscribers', 'create', '--filter', '{"a'], 'It must be JSON'],
    [['subscribers', 'create', '--header', 'nothing'], "Write it as 'Name: value'"],
    [['subscribers', 'create', '--metadata', 'nothing'], 'Write it as key=value'],
    [['subscribers', 'create', '--retry-schedule', '5,soon'], 'Use seconds, or a number with s, m, h or d'],
    [['subscribers', 'create', '--mode', 'shove'], 'Allowed choices are push, pull'],
    [['--stage', 'Not_A_Stage', 'doctor'], '"Not_A_Stage" is no stage: use 1 to 16 of a-z'],
    [['--api-url', 'nowhere', 'subscribers', 'list'], '"nowhere" is no address of an API'],
    [['deliveries', 'list'], 'Name a subscriber, or an event with --event'],
    [['dead-letters', 'redrive', 'x'], 'Say which dead letters: --all, --event-id, or a filter'],
    [['dead-letters', 'redrive', 'x', '--all', '--event-id', 'a'], 'Say which dead letters'],
    [['dead-letters', 'discard', 'x', '--all'], 'Nobody can be asked here'],
    [['dead-letters', 'list', '--reason', 'boredom'], 'Allowed choices are attempts-exhausted'],
    [['dead-letters', 'list', '--from', 'yesterday'], 'Use a time with its zone, as 2026-11-21T03:00:00Z'],
    [['dead-letters', 'redrive', 'x', '--all', '--rate', '501'], 'Use a whole number from 1 to 500'],
    [['replays', 'start', 'x'], "required option '--from <time>' not specified"],
    [['overview', '--hours', '2'], 'Allowed choices are 1, 3, 24, 168'],
    [['pull', 'x', '--exec', 'a', '--forward', 'http://b'], 'Use --exec or --forward, not both'],
    [['listen', '--forward', 'nowhere'], '--forward nowhere: use an address like'],
    [['--stage', 'prod', 'listen'], 'Only on the local stage'],
    [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish'],
  ])('%j', async (args, why) => {
    const { code, stdout, stderr } = await fanfare(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(why);
  });
});

describe('an API', () => {
  it('that is not there is said to be, and what to do', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, stdout, stderr } = await fanfare(['--api-url', url, 'subscribers', 'list']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `Failed: The API at ${url} cannot be reached (ECONNREFUSED): is the platform running? Start it with \`npm start\`.\n`,
    );
  });

  it('that is something else is told apart from ours', async () => {
    await withServer(
      (_, response) => response.end('<h1>hello</h1>'),
      async (url) => {
        const { code, stderr } = await fanfare(['--api-url', url, 'subscribers', 'list']);
        expect(code).toBe(1);
        expect(stderr).toContain(`What answers at ${url} is not Fanfare's API (HTTP 200, no JSON).`);
      },
    );
  });

  it('that throttles is asked again', async () => {
    let asked = 0;
    const throttled = (_: http.IncomingMessage, response: http.ServerResponse) =>
      response.writeHead(++asked < 3 ? 429 : 200).end('{"items":[]}');
    await withServer(throttled, async (url) => {
      const { code, stdout } = await fanfare(['--json', '--api-url', `${url}/v1/`, 'subscribers', 'list']);
      expect({ code, answer: JSON.parse(stdout) as unknown }).toEqual({ code: 0, answer: { items: [] } });
    });
    expect(asked).toBe(3);
  });

  it('may show nothing that moves a terminal: control characters are spelled out', async () => {
    const nasty = {
      id: 'sub_1',
      name: 'a\u001b[31m\tb\nc\u202e',
      status: 'active',
      eventTypes: ['x'],
      signingKeys: [],
    };
    await withServer(
      (_, response) => response.end(JSON.stringify({ items: [nasty] })),
      async (url) => {
        const { stdout } = await fanfare(['--api-url', url, 'subscribers', 'list']);
        expect(stdout).toBe('sub_1\ta\\u001b[31m\\tb\\nc\\u202e\tactive\t\tx\t\n');
      },
    );
  });
});

async function withServer(listener: http.RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('a completion script', () => {
  it('of bash is right bash, and offers what fits the place', async () => {
    const { stdout } = await fanfare(['completion', 'bash']);
    execFileSync('bash', ['-n'], { input: stdout });
    const offered = (...words: string[]) => {
      const ask = `COMP_WORDS=(fanfare "$@"); COMP_CWORD=$#; _fanfare; echo "\${COMPREPLY[*]}"`;
      return execFileSync('bash', ['-c', `${stdout}\n${ask}`, 'bash', ...words], { encoding: 'utf8' })
        .trim()
        .split(' ');
    };
    expect(offered('sub')).toEqual(['subscribers']);
    expect(offered('subscribers', 're')).toEqual(['resume']);
    expect(offered('subscribers', 'list', '--status', 'p')).toEqual(['provisioning', 'paused']);
    expect(offered('deliveries', 'list', '--status', 'd')).toEqual(['delivered', 'dead']);
    // What follows an option is its value, even if it is called like a command.
    expect(offered('--stage', 'list', 'del')).toEqual(['deliveries']);
    expect(offered('subscribers', 'pause', 'Some', '--w')).toEqual(['--wait']);
    expect(offered('dead-letters', 'redrive', 'Some', '--reason', 'end')).toEqual(['endpoint-gone']);
    expect(offered('redrives', '')).toEqual(expect.arrayContaining(['list', 'show', 'cancel']));
    expect(offered('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish', '--json']));
  });

  it.each(['zsh', 'fish'])('of %s knows all commands', async (shell) => {
    const { stdout } = await fanfare(['completion', shell]);
    for (const noun of NOUNS) expect(stdout).toContain(noun);
  });
});

/** A system's own Node, where that is older than ours. */
function olderNode(): string | undefined {
  for (const node of ['/usr/bin/node', '/usr/local/bin/node']) {
    try {
      const version = execFileSync(node, ['--version'], { encoding: 'utf8' });
      if (Number(/^v(\d+)/.exec(version)?.[1]) < 24) return node;
    } catch {
      // there is none
    }
  }
  return undefined;
}

describe.skipIf(olderNode() === undefined)('started by an older Node', () => {
  const older = { node: olderNode() ?? '' };

  it('it goes on with the one that is installed, arguments and exit code included', async () => {
    const help = await fanfare(['--help'], older);
    expect(help).toEqual(await fanfare(['--help']));
    const { code, stderr } = await fanfare(['subscribers', 'create', '--metadata', 'two words'], older);
    expect(code).toBe(2);
    expect(stderr).toContain("'two words' is invalid");
  });

  it('it passes signals on, and the end they bring', async () => {
    let isAsked = false;
    const hangs = () => {
      isAsked = true;
    };
    await withServer(hangs, async (url) => {
      const running = new FanfareProcess(['--api-url', url, 'subscribers', 'list'], older);
      await until('the API to be asked', () => isAsked);
      running.signal('SIGTERM');
      expect((await running.ended).code).toBeNull(); // ended by the signal, as any process is
    });
  });
});
