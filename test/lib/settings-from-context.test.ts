import { describe, expect, it } from 'vitest';
import { settingsFromContext } from '../../lib/settings-from-context.ts';

const read = (context: Record<string, unknown>) => settingsFromContext((key) => context[key]);

describe('a stage’s settings', () => {
  it('are the defaults where nothing is said', () => {
    expect(read({})).toEqual({
      settings: {
        stage: 'dev',
        urlPolicy: { allowHttp: false, allowedPorts: [443], allowedAddresses: [] },
        tenantField: 'tenant',
        eventIdField: 'eventId',
        schemaVersionField: 'schemaVersion',
        logRetentionDays: 30,
        archiveRetentionDays: 30,
        strictEventTypes: false,
      },
    });
  });

  it('are what was said, as text as the command line gives it', () => {
    const said = {
      stage: 'prod',
      tenantField: 'org',
      eventIdField: 'key',
      schemaVersionField: 'v',
      logRetentionDays: '90',
      archiveRetentionDays: '7',
      strictEventTypes: 'true',
      allowedPorts: '443,8443',
    };
    expect(read(said).settings).toEqual({
      stage: 'prod',
      urlPolicy: { allowHttp: false, allowedPorts: [443, 8443], allowedAddresses: [] },
      tenantField: 'org',
      eventIdField: 'key',
      schemaVersionField: 'v',
      logRetentionDays: 90,
      archiveRetentionDays: 7,
      strictEventTypes: true,
    });
  });

  it('let a stage archive nothing', () => {
    expect(read({ archiveRetentionDays: '0' }).settings.archiveRetentionDays).toBe(0);
  });

  it('let the local stage alone call this machine, over http', () => {
    const loopback = { allowHttp: true, allowedAddresses: ['127.0.0.0/8', '::1/128'] };
    expect(read({ stage: 'local' })).toMatchObject({
      settings: { urlPolicy: { ...loopback, allowedPorts: 'any' } },
      env: { account: '000000000000', region: 'us-east-1' },
    });
    const { settings } = read({ stage: 'local', allowedPorts: '8080' });
    expect(settings.urlPolicy).toEqual({ ...loopback, allowedPorts: [8080] });
    expect(read({ stage: 'local2' }).settings.urlPolicy.allowHttp).toBe(false);
  });

  it.each<[Record<string, unknown>, string]>([
    ...['', 'Prod', '1st', 'prod-', '-prod', 'prod_eu', 'a.b', 'seventeen-letters', 'prod\n'].map(
      (stage): [Record<string, unknown>, string] => [
        { stage },
        `stage "${stage}": use 1 to 16 of a-z, 0-9 and inner hyphens, beginning with a letter.`,
      ],
    ),
    [{ tenantField: 'user.org' }, 'tenantField "user.org": use a plain field name of at most 64 characters.'],
    [{ eventIdField: '' }, 'eventIdField "": use a plain field name of at most 64 characters.'],
    [{ tenantField: 'id', eventIdField: 'id' }, 'tenantField and eventIdField are both "id".'],
    [{ schemaVersionField: '1' }, 'schemaVersionField "1": use a plain field name of at most 64 characters.'],
    [{ schemaVersionField: 'tenant' }, 'tenantField and schemaVersionField are both "tenant".'],
    [{ schemaVersionField: 'eventId' }, 'eventIdField and schemaVersionField are both "eventId".'],
    ...['', 'yes', 'TRUE', '1'].map((strictEventTypes): [Record<string, unknown>, string] => [
      { strictEventTypes },
      `strictEventTypes "${strictEventTypes}": use true or false.`,
    ]),
    [{ logRetentionDays: '29' }, 'logRetentionDays 29: use a whole number of at least 30'],
    [{ logRetentionDays: '30.5' }, 'logRetentionDays 30.5: use a whole number of at least 30'],
    [{ logRetentionDays: 'ever' }, 'logRetentionDays NaN: use a whole number of at least 30'],
    ...['31', '-1', '1.5', 'NaN'].map((archiveRetentionDays): [Record<string, unknown>, string] => [
      { archiveRetentionDays },
      `archiveRetentionDays ${archiveRetentionDays} must be a whole number from 0, which archives nothing, to 30: of what is older it is forgotten whether it was delivered.`,
    ]),
    [{ archiveRetentionDays: '' }, 'archiveRetentionDays NaN must be a whole number from 0'],
    ...['', '0', '65536', 'https', '443,', '443;8443'].map((allowedPorts): [Record<string, unknown>, string] => [
      { allowedPorts },
      `allowedPorts "${allowedPorts}": use port numbers with commas between.`,
    ]),
  ])('%j are refused with a sentence', (context, sentence) => {
    expect(() => read(context)).toThrow(sentence);
  });
});
