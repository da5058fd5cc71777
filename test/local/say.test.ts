/** What of others' text reaches the terminal of `npm start`? What they wrote, never what they would do to it. */
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { describeReceived } from '../../local/receiver/describe-received.ts';
import { logText } from '../../local/say.ts';

const EVIL = 'in\u001b[2Jvoice\u009b1m\u202e';
const SPELLED = 'in\\u001b[2Jvoice\\u009b1m\\u202e';

const attempt = {
  message: 'attempt',
  eventType: EVIL,
  subscriberId: 'sub_1',
  attempt: 1,
  httpStatus: 200,
  durationMs: 10,
  decision: 'delivered',
};

it('of a delivery, its event type is spelled out', () => {
  const text = stripVTControlCharacters(logText('deliver', JSON.stringify(attempt)) ?? '');
  expect(text).toBe(`${SPELLED} → sub_1 attempt 1: 200 in 10 ms: delivered`);
});

it('so is what a function complains of, and what it prints', () => {
  const line = JSON.stringify({ level: 'ERROR', message: EVIL });
  expect(logText('deliver', line)).toBe('deliver: {"level":"ERROR","message":"in\\u001b[2Jvoice\\u009b1m\\u202e"}');
  expect(logText('deliver', `at\t${EVIL}`)).toBe(`deliver: at\t${SPELLED}`);
});

it('and what the demo receiver was sent', () => {
  const received = { at: '', path: '/ok', id: EVIL, type: EVIL, verified: true, status: 200, headers: {}, body: '' };
  expect(describeReceived(received as never)).toBe(`/ok  ${SPELLED}  ${SPELLED}  signature ok  → 200 OK`);
});
