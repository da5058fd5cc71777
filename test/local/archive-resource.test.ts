/** What becomes of a template's archive as the template changes from start to start? */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Json } from '../../local/aws/service.ts';
import { EventBridge } from '../../local/eventbridge/eventbridge.ts';
import { openState } from '../../local/state.ts';
import type { LocalAccount } from '../../local/template/account.ts';
import { instantiate } from '../../local/template/instantiate.ts';

const ARN = 'arn:aws:events:us-east-1:000000000000:archive/fanfare-local';

let events: EventBridge;
let account: LocalAccount;

beforeEach(() => {
  events = new EventBridge({ db: openState(undefined, 'events'), deliver: () => {} });
  // A template of a bus and an archive asks nothing else of the account.
  account = { events, state: openState(undefined, 'platform') } as Partial<LocalAccount> as LocalAccount;
});

afterEach(() => events.stop());

function make(archive?: Json) {
  const bus = { Type: 'AWS::Events::EventBus', Properties: { Name: 'fanfare-local' } };
  const Properties = { SourceArn: { 'Fn::GetAtt': ['Bus', 'Arn'] }, ArchiveName: 'fanfare-local', ...archive };
  return instantiate(
    {
      Resources: { Bus: bus, ...(archive && { Archive: { Type: 'AWS::Events::Archive', Properties } }) },
      Outputs: archive
        ? { Ref: { Value: { Ref: 'Archive' } }, Arn: { Value: { 'Fn::GetAtt': ['Archive', 'Arn'] } } }
        : {},
    },
    'Fanfare-local',
    account,
  );
}

function ask(action: string, input: Json = {}) {
  return events.handle(action, input);
}

async function publish() {
  const Entries = [{ EventBusName: 'fanfare-local', Source: 'shop', DetailType: 'invoice.paid', Detail: '{}' }];
  await ask('PutEvents', { Entries });
}

const archives = async () => (await ask('ListArchives')).Archives;

it('is made with the settings of the template, known by its name and ARN', async () => {
  const EventPattern = { source: ['shop'] };
  const { outputs } = await make({ RetentionDays: 30, EventPattern, Description: 'The past' });
  expect(outputs).toEqual({ Ref: 'fanfare-local', Arn: ARN });
  expect(await ask('DescribeArchive', { ArchiveName: 'fanfare-local' })).toMatchObject({
    ...{ RetentionDays: 30, EventPattern: JSON.stringify(EventPattern), Description: 'The past' },
    EventSourceArn: 'arn:aws:events:us-east-1:000000000000:event-bus/fanfare-local',
  });
});

it('keeps its events when its settings change', async () => {
  await make({ RetentionDays: 30, EventPattern: { source: ['shop'] } });
  await publish();
  await make({ RetentionDays: 7 });
  const archive = await ask('DescribeArchive', { ArchiveName: 'fanfare-local' });
  expect(archive).toMatchObject({ RetentionDays: 7, EventCount: 1 });
  expect(archive).not.toHaveProperty('EventPattern');
});

it('goes when the template no longer has it, and comes back empty', async () => {
  await make({ RetentionDays: 30 });
  await publish();
  await make();
  expect(await archives()).toEqual([]);
  await publish();
  await make({ RetentionDays: 30 });
  expect(await archives()).toMatchObject([{ ArchiveName: 'fanfare-local', EventCount: 0 }]);
});

it('goes when it is called something else, and one that somebody else made stays', async () => {
  await make({ ArchiveName: 'before' });
  const EventSourceArn = 'arn:aws:events:us-east-1:000000000000:event-bus/fanfare-local';
  await ask('CreateArchive', { ArchiveName: 'by-hand', EventSourceArn });
  await make({ ArchiveName: 'after' });
  expect(await archives()).toMatchObject([{ ArchiveName: 'after' }, { ArchiveName: 'by-hand' }]);
});

it('is refused with a property that is not known here', async () => {
  await expect(make({ Kms: 'key' })).rejects.toThrow('Archive: the local platform knows no Kms of an archive.');
});
