import { describe, expect, it } from 'vitest';
import { customHeaderFaults, headersDigest } from '../../core/custom-headers.ts';

const many = (count: number, value = 'x') =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${at}`, value]));

describe('custom headers', () => {
  it.each([
    [{ Authorization: 'Bearer abc.def', 'X-Api-Key': 'k3y', Cookie: 'a=b; c="d"' }],
    [{ 'x-with-tab': 'a\tb c', "odd!#$%&'*+.^_`|~": '~' }],
    [{ 'X-Amz-Meta': 'x', traceparent: '00-1-2-01', ['x'.repeat(64)]: 'v'.repeat(4096) }],
    [many(20)],
    [{}],
  ])('may be %j', (headers) => {
    expect(customHeaderFaults(headers)).toEqual([]);
  });

  it.each([
    ...['webhook-id', 'Webhook-Signature', 'webhook-anything', 'content-type', 'Content-Length', 'content-encoding'],
    ...['transfer-encoding', 'host', 'connection', 'keep-alive', 'Proxy-Authorization', 'te', 'trailer', 'upgrade'],
    ...['expect', 'User-Agent', 'date', 'accept-encoding', 'X-Forwarded-For', 'forwarded', 'via', 'http2-settings'],
  ])('may not hold %s, which is said with the reason', (name) => {
    expect(customHeaderFaults({ [name]: 'x' })).toEqual([
      { path: `headers.${name}`, message: expect.stringMatching(/^cannot be set: it .{10,}/) as string },
    ]);
  });

  it.each(['', 'a b', 'a:b', ':authority', 'a\r\nb', 'zoë', '(x)', 'x'.repeat(65)])('may not be named %j', (name) => {
    expect(customHeaderFaults({ [name]: 'x' })).toMatchObject([{ path: `headers.${name}` }]);
  });

  it.each(['a\r\nx-evil: 1', 'a\nb', 'a\0b', ' a', 'a ', '\ta', 'zoë', '\x7f', '', 'v'.repeat(4097)])(
    'may not have the value %j, which is not repeated',
    (value) => {
      const [fault, ...more] = customHeaderFaults({ 'x-a': value });
      expect([fault?.path, more]).toEqual(['headers.x-a', []]);
      if (value.length > 2) expect(fault?.message).not.toContain(value);
    },
  );

  it('may not be there twice, in whatever case', () => {
    expect(customHeaderFaults({ 'X-A': '1', 'x-b': '2', 'x-a': '3' })).toEqual([
      { path: 'headers.x-a', message: 'is `X-A` again: case does not matter' },
    ]);
  });

  it('may not be more than 20, nor more than 8 KB together', () => {
    expect(customHeaderFaults(many(21))).toMatchObject([{ path: 'headers', message: expect.stringContaining('20') }]);
    expect(customHeaderFaults(many(3, 'v'.repeat(3000)))).toMatchObject([
      { path: 'headers', message: 'must have at most 8192 bytes together, not 9021' },
    ]);
  });
});

describe('the digest of headers', () => {
  const headers = { Authorization: 'Bearer abc', 'X-B': '2' };

  it('is the same for the same headers, whatever their order and their case', () => {
    const digest = headersDigest(headers, 'sub_1');
    expect(headersDigest({ 'x-b': '2', authorization: 'Bearer abc' }, 'sub_1')).toBe(digest);
    expect(digest).toMatch(/^1\.[A-Za-z0-9_-]{24}$/);
  });

  it('is never to change: it is stored', () => {
    expect(headersDigest(headers, 'sub_1')).toBe('1.xqIK3kQuXAiQDXzdypAhK7gE');
  });

  it.each([
    [{ ...headers, 'X-B': '3' }, 'sub_1'],
    [{ ...headers, 'X-C': '2' }, 'sub_1'],
    [{ Authorization: 'Bearer abc' }, 'sub_1'],
    [headers, 'sub_2'],
  ])('is another for %j of %s', (others, subscriberId) => {
    expect(headersDigest(others, subscriberId)).not.toBe(headersDigest(headers, 'sub_1'));
  });
});
