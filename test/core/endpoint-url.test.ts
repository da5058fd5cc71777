import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusedAddress } from '../../core/address.ts';
import { checkEndpointUrl, type UrlPolicy } from '../../core/endpoint-url.ts';

const PUBLIC: UrlPolicy = { allowHttp: false, allowedPorts: [443], allowedAddresses: [] };
const LOCAL: UrlPolicy = { allowHttp: true, allowedPorts: 'any', allowedAddresses: ['127.0.0.0/8', '::1/128'] };

const ruleOf = (url: string, policy = PUBLIC) => {
  const check = checkEndpointUrl(url, policy);
  return check.ok ? 'ok' : check.rule;
};

describe('an endpoint URL', () => {
  it.each([
    'https://example.com/hooks',
    'https://example.com:443/',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/x?y=z',
    'https://xn--bcher-kva.example/',
  ])('%s may be called', (url) => expect(ruleOf(url)).toBe('ok'));

  it.each([
    ['http://example.com/', 'scheme'],
    ['ftp://example.com/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['https://user@example.com/', 'credentials'],
    ['https://user:pw@example.com/', 'credentials'],
    ['https://:pw@example.com/', 'credentials'],
    ['https://example.com:8443/', 'port'],
    ['https://example.com:22/', 'port'],
    ['https://example.com/#part', 'fragment'],
    ['example.com/hooks', 'spelling'],
    ['/hooks', 'spelling'],
    ['', 'spelling'],
    ['https://', 'spelling'],
    ['https://exa mple.com/', 'spelling'],
    ['https://example.com/\nx', 'spelling'],
    ['https://example.com\\@127.0.0.1/', 'spelling'],
    [`https://example.com/${'x'.repeat(2048)}`, 'too-long'],
  ])('%s is refused: %s', (url, rule) => expect(ruleOf(url)).toBe(rule));

  it.each([
    // loopback in every spelling the URL parser knows
    ['https://127.0.0.1/', 'loopback'],
    ['https://127.1/', 'loopback'],
    ['https://2130706433/', 'loopback'],
    ['https://0x7f000001/', 'loopback'],
    ['https://0x7f.1/', 'loopback'],
    ['https://0177.0.0.1/', 'loopback'],
    ['https://017700000001/', 'loopback'],
    ['https://127.0.0.1./', 'loopback'],
    ['https://%31%32%37.0.0.1/', 'loopback'],
    ['https://１２７.0.0.1/', 'loopback'],
    ['https://127。0。0。1/', 'loopback'],
    ['https://localhost/', 'loopback'],
    ['https://LOCALHOST./', 'loopback'],
    ['https://a.localhost/', 'loopback'],
    ['https://[::1]/', 'loopback'],
    ['https://[0:0:0:0:0:0:0:1]/', 'loopback'],
    ['https://[::ffff:127.0.0.1]/', 'loopback'],
    ['https://[::ffff:7f00:1]/', 'loopback'],
    // the metadata service, Lambda's runtime API
    ['https://169.254.169.254/', 'linkLocal'],
    ['https://169.254.100.1/', 'linkLocal'],
    ['https://2852039166/', 'linkLocal'],
    ['https://0xa9fea9fe/', 'linkLocal'],
    ['https://[fe80::1]/', 'linkLocal'],
    ['https://[::ffff:a9fe:a9fe]/', 'linkLocal'],
    // private and otherwise not public
    ['https://10.0.0.1/', 'private'],
    ['https://0xa.0.0.1/', 'private'],
    ['https://012.0.0.1/', 'private'],
    ['https://172.16.0.1/', 'private'],
    ['https://192.168.1.1/', 'private'],
    ['https://3232235777/', 'private'],
    ['https://100.64.0.1/', 'carrierGradeNat'],
    ['https://0.0.0.0/', 'unspecified'],
    ['https://0/', 'unspecified'],
    ['https://[::]/', 'unspecified'],
    ['https://[fc00::1]/', 'uniqueLocal'],
    ['https://[fd00:ec2::254]/', 'uniqueLocal'],
    ['https://224.0.0.1/', 'multicast'],
    ['https://[ff02::1]/', 'multicast'],
    ['https://255.255.255.255/', 'broadcast'],
    ['https://240.0.0.1/', 'reserved'],
    ['https://192.0.2.1/', 'reserved'],
    ['https://198.18.0.1/', 'reserved'],
    // an IPv4 address inside an IPv6 one
    ['https://[64:ff9b::7f00:1]/', 'rfc6052'],
    ['https://[64:ff9b::10.0.0.1]/', 'rfc6052'],
    ['https://[64:ff9b:1::a00:1]/', 'rfc6052'],
    ['https://[2002:7f00:1::]/', '6to4'],
    ['https://[2002:a9fe:a9fe::1]/', '6to4'],
    ['https://[2001::1]/', 'teredo'],
    ['https://[::10.0.0.1]/', 'not-global-unicast'],
    ['https://[2001:db8::1]/', 'reserved'],
    ['https://[fec0::1]/', 'deprecatedSiteLocal'],
    ['https://[4000::1]/', 'not-global-unicast'],
  ])('%s is refused: %s', (url, rule) => expect(ruleOf(url)).toBe(rule));

  it.each(['http://127.0.0.1:4499/ok', 'http://localhost:8080/', 'http://[::1]:1/', 'https://localhost:9443/'])(
    '%s may be called on the local stage',
    (url) => expect(ruleOf(url, LOCAL)).toBe('ok'),
  );

  it.each([
    ['http://10.0.0.1/', 'private'],
    ['http://169.254.169.254/', 'linkLocal'],
    ['http://0.0.0.0:4499/', 'unspecified'],
    ['http://user:pw@127.0.0.1/', 'credentials'],
  ])('%s is refused on the local stage too: %s', (url, rule) => expect(ruleOf(url, LOCAL)).toBe(rule));
});

describe('an address', () => {
  it('is judged alike in every spelling of IPv4', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 32 - 1 }), (n) => {
        const dotted = [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255].join('.');
        const rule = refusedAddress(dotted, []);
        const high = (n >>> 16).toString(16);
        const low = (n & 0xffff).toString(16);
        expect(refusedAddress(`::ffff:${high}:${low}`, [])).toBe(rule);
        for (const spelling of [String(n), `0x${n.toString(16)}`, `0${n.toString(8)}`]) {
          expect(ruleOf(`https://${spelling}/`)).toBe(rule ?? 'ok');
        }
      }),
    );
  });

  it.each(['', 'example.com', '1.2.3', '::g'])('"%s" is none, and refused', (text) => {
    expect(refusedAddress(text, [])).toBeDefined();
  });
});
