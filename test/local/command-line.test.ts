import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOptions } from '../../local/options.ts';
import { NPM_START, PlatformProcess } from '../platform-process.ts';

const ANY_PORTS = ['--aws-port', '0', '--api-port', '0', '--receiver-port', '0'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fanfare-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('npm start', () => {
  it('prints the ready line and the addresses, and ends cleanly on SIGTERM', async () => {
    const platform = new PlatformProcess([...ANY_PORTS, '--ephemeral']);
    expect(await platform.ready()).toBe('Fanfare is ready.');
    expect(platform.output).toMatch(/API +http:\/\/127\.0\.0\.1:\d+\/v1/);
    expect(await platform.kill('SIGTERM')).toMatchObject({ code: 0 });
  });

  it('serves the console beside the API, and without it where that is not wanted', async () => {
    const addressIn = (output: string) => /Console +(http:\S+)/.exec(output)?.[1];
    const [both, apiAlone] = [[], ['--no-console']].map(
      (options) => new PlatformProcess([...ANY_PORTS, '--ephemeral', ...options]),
    ) as [PlatformProcess, PlatformProcess];
    await Promise.all([both.ready(), apiAlone.ready()]);
    const page = await fetch(`${addressIn(both.output)}subscribers`);
    expect(await page.text()).toContain('name="fanfare-stage" content="local"');
    expect(addressIn(apiAlone.output)).toBeUndefined();
    await Promise.all([both.kill('SIGTERM'), apiAlone.kill('SIGTERM')]);
  });

  it('leaves nothing running when npm is told to stop', async () => {
    const platform = new PlatformProcess([...ANY_PORTS, '--ephemeral'], NPM_START);
    await platform.ready();
    // Its end is seen only once nobody holds its output open any more.
    expect(await platform.kill('SIGTERM')).toMatchObject({ code: 0 });
  });

  it('ends with npm when that is killed', async () => {
    const platform = new PlatformProcess([...ANY_PORTS, '--ephemeral'], NPM_START);
    await platform.ready();
    await platform.kill('SIGKILL'); // resolves once nobody holds its output open any more
    await expect(fetch(addressOf(platform.output))).rejects.toThrow('fetch failed');
  });

  it('says in one sentence that a port is in use', async () => {
    const taken = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as net.AddressInfo;
    const options = [...ANY_PORTS, '--ephemeral', '--api-port', String(port)];
    expect(await new PlatformProcess(options).ended()).toEqual({
      code: 1,
      output: `Port ${port} is in use: stop what listens there, or choose another with --api-port.\n`,
    });
    taken.close();
  });

  it.each([
    ['a file where the folder should be', () => path.join(folder, 'file'), 'EEXIST'],
    ['a broken database', () => folder, 'sqs.db: file is not a database'],
  ])('says in one sentence that the data dir cannot be used: %s', async (_, dataDir, why) => {
    writeFileSync(path.join(folder, 'file'), '');
    writeFileSync(path.join(folder, 'sqs.db'), 'this is no database, whatever its name says. '.repeat(20));
    const { code, output } = await new PlatformProcess([...ANY_PORTS, '--data-dir', dataDir()]).ended();
    expect(code).toBe(1);
    expect(output).toContain(why);
    expect(output).toMatch(/^The data dir .* cannot be used .*--data-dir\.\n$/);
  });

  it('says in one sentence what is wrong with a stage', async () => {
    const { code, output } = await new PlatformProcess([...ANY_PORTS, '--ephemeral', '--stage', 'Not_A_Stage']).ended();
    expect(code).toBe(1);
    expect(output).toContain('stage "Not_A_Stage": use 1 to 16 of a-z');
  });

  it('explains itself', async () => {
    const { code, output } = await new PlatformProcess(['--help']).ended();
    expect(code).toBe(0);
    expect(output).toContain('--aws-port <port>');
  });
});

function addressOf(output: string): string {
  return /http:\/\/127\.0\.0\.1:\d+\/v1/.exec(output)?.[0] ?? '';
}

describe('an option', () => {
  const fatal = (argv: string[], env: NodeJS.ProcessEnv = {}) => {
    try {
      return readOptions(argv, env);
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('has a default', () => {
    expect(readOptions([], {})).toEqual({
      awsPort: 4566,
      apiPort: 4400,
      receiverPort: 4499,
      host: '127.0.0.1',
      stage: 'local',
      dataDir: '.fanfare',
      hasConsole: true,
    });
  });

  it('may stand in the environment, and the command line goes before it', () => {
    const env = { FANFARE_AWS_PORT: '1', FANFARE_API_PORT: '2', FANFARE_EPHEMERAL: 'true' };
    const options = readOptions(['--api-port', '3'], env);
    expect(options).toMatchObject({ awsPort: 1, apiPort: 3 });
    expect(options).not.toHaveProperty('dataDir');
  });

  it.each([
    [['--aws-port', 'x'], '--aws-port x: use a port number'],
    [['--aws-port', '65536'], '--aws-port 65536: use a port number'],
    [['--prot', '1'], "Unknown option '--prot'"],
    [['extra'], 'extra'],
  ])('%j is refused', (argv, why) => {
    expect(fatal(argv)).toContain(why);
  });
});
