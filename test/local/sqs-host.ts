/** A process for tests to kill: puts messages into the data dir it is given, and says the id of each that was taken. */
import { PLATFORM_CALL } from '../../local/aws/service.ts';
import { Sqs } from '../../local/sqs/sqs.ts';
import { openState } from '../../local/state.ts';

const sqs = new Sqs({ db: openState(process.argv[2], 'sqs'), endpoint: () => 'http://127.0.0.1' });
const { QueueUrl } = await sqs.handle('CreateQueue', { QueueName: 'orders' }, PLATFORM_CALL);
for (;;) {
  const { MessageId } = await sqs.handle('SendMessage', { QueueUrl, MessageBody: 'a' }, PLATFORM_CALL);
  process.stdout.write(`${MessageId}\n`);
  await new Promise(setImmediate);
}
