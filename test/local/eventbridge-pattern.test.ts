/** Which events does an event pattern match, and which patterns are refused? */
import { describe, expect, it } from 'vitest';
import { eventFields } from '../../local/eventbridge/event-fields.ts';
import { readJson } from '../../local/eventbridge/json-text.ts';
import { matches, parsePattern } from '../../local/eventbridge/pattern.ts';

/** Texts, not values: digits, repeated keys and escapes are part of what is tested. */
function isMatch(pattern: string, event: string): boolean {
  return matches(parsePattern(pattern), eventFields(readJson(event)));
}

type Case = [what: string, pattern: string, matching: string[], other: string[]];

const CASES: Case[] = [
  ['an exact string', '{"a":["x"]}', ['{"a":"x"}', '{"a":"x","b":1}'], ['{"a":"X"}', '{"a":"xx"}', '{"b":"x"}']],
  ['an empty string', '{"a":[""]}', ['{"a":""}'], ['{"a":null}', '{"a":" "}', '{}']],
  ['an escaped string as what it says', '{"a":["caf\\u00e9\\n"]}', ['{"a":"caf\u00e9\\u000a"}'], ['{"a":"cafe"}']],
  ['one of several values', '{"a":["x",1,null]}', ['{"a":"x"}', '{"a":1}', '{"a":null}'], ['{"a":"1"}', '{}']],
  [
    'every field',
    '{"a":[1],"b":{"c":[2]}}',
    ['{"a":1,"b":{"c":2}}'],
    ['{"a":1}', '{"a":1,"b":2}', '{"a":2,"b":{"c":2}}'],
  ],
  ['true and false as themselves', '{"a":[true]}', ['{"a":true}'], ['{"a":"true"}', '{"a":false}', '{"a":1}']],
  [
    'null, which a missing field is not',
    '{"a":[null]}',
    ['{"a":null}'],
    ['{}', '{"a":""}', '{"a":[]}', '{"a":"null"}'],
  ],
  ['field names in their own case', '{"a":["x"]}', ['{"a":"x"}'], ['{"A":"x"}']],
  ['a dotted name as a path', '{"a.b":["x"]}', ['{"a":{"b":"x"}}', '{"a.b":"x"}'], ['{"b":"x"}']],
  ['a path as a dotted name', '{"a":{"b":["x"]}}', ['{"a.b":"x"}'], ['{"a":{"c":"x"}}']],

  [
    'a number however it is written',
    '{"a":[300]}',
    ['{"a":300}', '{"a":300.0}', '{"a":3.0e2}'],
    ['{"a":"300"}', '{"a":301}'],
  ],
  [
    'an integer beyond 2^53 to its last digit',
    '{"a":[9007199254740993]}',
    ['{"a":9007199254740993}'],
    ['{"a":9007199254740992}'],
  ],
  ['an account number', '{"a":[123456789012]}', ['{"a":123456789012}'], ['{"a":123456789013}']],
  ['six decimals', '{"a":[0.000001]}', ['{"a":0.000001}', '{"a":1e-6}'], ['{"a":0.000002}']],

  ['any element of an array', '{"a":["x"]}', ['{"a":["y","x"]}', '{"a":[["x"]]}'], ['{"a":[]}', '{"a":["y"]}']],
  ['arrays on both sides by a common element', '{"a":["x","y"]}', ['{"a":["y","z"]}'], ['{"a":["z"]}']],
  [
    'fields of one object inside an array',
    '{"t":{"k":["colour"],"v":["blue"]}}',
    ['{"t":[{"k":"size","v":"blue"},{"k":"colour","v":"blue"}]}', '{"t":{"k":"colour","v":"blue"}}'],
    ['{"t":[{"k":"colour","v":"red"},{"k":"size","v":"blue"}]}', '{"t":[{"k":"colour"},{"v":"blue"}]}'],
  ],
  [
    'fields of one object however deep the arrays',
    '{"u":{"n":["ann"],"t":{"k":["c"],"v":["b"]}}}',
    ['{"u":[{"n":"bob"},{"n":"ann","t":[{"k":"x"},{"k":"c","v":"b"}]}]}'],
    ['{"u":[{"n":"ann"},{"t":[{"k":"c","v":"b"}]}]}', '{"u":[{"n":"ann","t":[{"k":"c"},{"v":"b"}]}]}'],
  ],
  [
    'objects of different arrays freely',
    '{"p":{"a":[1]},"q":{"b":[2]}}',
    ['{"p":[{"a":1}],"q":[{"b":0},{"b":2}]}'],
    ['{"p":[{"a":1}]}'],
  ],
  [
    'scalars of one array together with its neighbour',
    '{"d":{"g":["x"],"h":["y"]}}',
    ['{"d":[{"g":["w","x"],"h":"y"}]}'],
    [],
  ],
  ['every value of a repeated key', '{"a":["x"]}', ['{"a":"x","a":"y"}', '{"a":"y","a":"x"}'], ['{"a":"y","a":"z"}']],
  ['the last of a field asked for twice', '{"a":["x"],"a":["y"]}', ['{"a":"y"}'], ['{"a":"x"}']],
  ['both parts of an object given in two', '{"a":{"b":[1]},"a":{"c":[2]}}', ['{"a":{"b":1,"c":2}}'], ['{"a":{"c":2}}']],

  [
    'a prefix',
    '{"a":[{"prefix":"inv"}]}',
    ['{"a":"invoice"}', '{"a":"inv"}'],
    ['{"a":"in"}', '{"a":"Inv"}', '{"a":5}'],
  ],
  [
    'any string by the empty prefix',
    '{"a":[{"prefix":""}]}',
    ['{"a":""}', '{"a":"x"}'],
    ['{"a":1}', '{"a":null}', '{}'],
  ],
  [
    'a prefix in any case',
    '{"a":[{"prefix":{"equals-ignore-case":"INV"}}]}',
    ['{"a":"invoice"}', '{"a":"InVoice"}'],
    ['{"a":"xinv"}'],
  ],
  [
    'a suffix',
    '{"a":[{"suffix":".png"}]}',
    ['{"a":"b.png"}', '{"a":".png"}'],
    ['{"a":"png"}', '{"a":".PNG"}', '{"a":1}'],
  ],
  ['a suffix in any case', '{"a":[{"suffix":{"equals-ignore-case":".PNG"}}]}', ['{"a":"b.png"}'], ['{"a":"b.pn"}']],
  ['a string in any case', '{"a":[{"equals-ignore-case":"AbC"}]}', ['{"a":"aBc"}'], ['{"a":"ab"}', '{"a":"abcd"}']],
  ['a string exactly', '{"a":[{"exactly":"x"}]}', ['{"a":"x"}'], ['{"a":"X"}']],

  [
    'any characters at a star',
    '{"a":[{"wildcard":"a*b*c"}]}',
    ['{"a":"abc"}', '{"a":"axxbxbyc"}'],
    ['{"a":"ab"}', '{"a":"abcd"}'],
  ],
  ['every string at a lone star', '{"a":[{"wildcard":"*"}]}', ['{"a":""}', '{"a":"x"}'], ['{"a":1}', '{}']],
  [
    'a wildcard that must not reuse characters',
    '{"a":[{"wildcard":"ab*ba"}]}',
    ['{"a":"abba"}', '{"a":"ab ba"}'],
    ['{"a":"aba"}'],
  ],
  [
    'a middle part before the end',
    '{"a":[{"wildcard":"*x*x"}]}',
    ['{"a":"xx"}', '{"a":"axbx"}'],
    ['{"a":"x"}', '{"a":"ax"}'],
  ],
  [
    'an escaped star and backslash',
    '{"a":[{"wildcard":"1\\\\*2\\\\\\\\*"}]}',
    ['{"a":"1*2\\\\"}', '{"a":"1*2\\\\3"}'],
    ['{"a":"1x2\\\\"}'],
  ],
  ['a wildcard without a star', '{"a":[{"wildcard":"abc"}]}', ['{"a":"abc"}'], ['{"a":"abcd"}']],

  [
    'anything but a string',
    '{"a":[{"anything-but":"x"}]}',
    ['{"a":"y"}', '{"a":1}', '{"a":null}'],
    ['{"a":"x"}', '{}', '{"a":[]}'],
  ],
  [
    'anything but a list of strings',
    '{"a":[{"anything-but":["x","y"]}]}',
    ['{"a":"z"}', '{"a":true}'],
    ['{"a":"x"}', '{"a":"y"}'],
  ],
  [
    'anything but a number',
    '{"a":[{"anything-but":123}]}',
    ['{"a":124}', '{"a":"123"}', '{"a":null}'],
    ['{"a":123}', '{"a":123.0}'],
  ],
  ['anything but a list of numbers', '{"a":[{"anything-but":[1,2]}]}', ['{"a":3}'], ['{"a":1}', '{"a":2e0}']],
  ['any element that is anything but', '{"a":[{"anything-but":"x"}]}', ['{"a":["x","y"]}'], ['{"a":["x","x"]}']],
  [
    'anything but a prefix',
    '{"a":[{"anything-but":{"prefix":"in"}}]}',
    ['{"a":"out"}', '{"a":1}'],
    ['{"a":"int"}', '{}'],
  ],
  [
    'anything but prefixes',
    '{"a":[{"anything-but":{"prefix":["in","ex"]}}]}',
    ['{"a":"out"}'],
    ['{"a":"int"}', '{"a":"ext"}'],
  ],
  [
    'anything but suffixes',
    '{"a":[{"anything-but":{"suffix":[".a",".b"]}}]}',
    ['{"a":"x.c"}', '{"a":null}'],
    ['{"a":"x.b"}'],
  ],
  [
    'anything but in any case',
    '{"a":[{"anything-but":{"equals-ignore-case":["X"]}}]}',
    ['{"a":"y"}'],
    ['{"a":"x"}', '{"a":"X"}'],
  ],
  [
    'anything but a wildcard',
    '{"a":[{"anything-but":{"wildcard":"*/lib/*"}}]}',
    ['{"a":"/src/x"}', '{"a":7}'],
    ['{"a":"/lib/x"}'],
  ],

  ['a number equal to', '{"a":[{"numeric":["=",3.018e2]}]}', ['{"a":301.8}'], ['{"a":"301.8"}', '{"a":301.81}']],
  [
    'a number above',
    '{"a":[{"numeric":[">",0]}]}',
    ['{"a":1e-6}', '{"a":5000000000}'],
    ['{"a":0}', '{"a":-1}', '{"a":null}'],
  ],
  ['a number within', '{"a":[{"numeric":[">",0,"<=",5]}]}', ['{"a":5}', '{"a":0.5}'], ['{"a":0}', '{"a":5.000001}']],
  ['no number beyond 5e9', '{"a":[{"numeric":[">",0]}]}', [], ['{"a":5000000001}', '{"a":1e300}']],
  ['any number of an array', '{"a":[{"numeric":["<",10]}]}', ['{"a":[100,5]}'], ['{"a":[100,50]}']],

  [
    'an address in a v4 range',
    '{"a":[{"cidr":"10.0.0.0/24"}]}',
    ['{"a":"10.0.0.0"}', '{"a":"10.0.0.255"}'],
    ['{"a":"10.0.1.0"}', '{"a":"x"}', '{"a":1}'],
  ],
  [
    'a range given by any of its addresses',
    '{"a":[{"cidr":"10.0.0.77/24"}]}',
    ['{"a":"10.0.0.1"}'],
    ['{"a":"10.0.1.77"}'],
  ],
  [
    'an address in a v6 range',
    '{"a":[{"cidr":"2001:db8::/32"}]}',
    ['{"a":"2001:db8:0:1::5"}'],
    ['{"a":"2001:db9::"}', '{"a":"32.1.13.184"}'],
  ],
  ['an address in another spelling', '{"a":["0:0:0:0:0:0:0:1"]}', ['{"a":"::1"}'], ['{"a":"::2"}']],

  [
    'a field that exists',
    '{"a":[{"exists":true}]}',
    ['{"a":1}', '{"a":null}', '{"a":[1]}'],
    ['{}', '{"a":[]}', '{"a":{"b":1}}'],
  ],
  [
    'a field that does not exist',
    '{"a":[{"exists":false}]}',
    ['{}', '{"a":[]}', '{"a":{}}', '{"a":{"b":1}}'],
    ['{"a":1}', '{"a":null}'],
  ],
  ['a value or no value', '{"a":[{"exists":false},"x"]}', ['{}', '{"a":"x"}'], ['{"a":"y"}']],
  [
    'a field missing from the same object',
    '{"d":{"a":[1],"b":[{"exists":false}]}}',
    ['{"d":[{"a":1},{"a":2,"b":1}]}', '{"d":{"a":1}}'],
    ['{"d":[{"a":1,"b":2}]}', '{"d":{"a":1,"b":2}}'],
  ],

  [
    'one of several fields',
    '{"s":["x"],"$or":[{"m":[1]},{"n":[2],"o":[3]}]}',
    ['{"s":"x","m":1}', '{"s":"x","n":2,"o":3}'],
    ['{"m":1}', '{"s":"x"}', '{"s":"x","n":2}'],
  ],
  [
    'two choices at once',
    '{"$or":[{"a":[1]},{"b":[1]}],"d":{"$or":[{"c":[1]},{"e":[1]}]}}',
    ['{"a":1,"d":{"e":1}}', '{"b":1,"d":{"c":1}}'],
    ['{"a":1,"b":1}', '{"d":{"c":1,"e":1}}'],
  ],
  [
    'a choice inside a choice',
    '{"$or":[{"a":[1]},{"b":[2],"$or":[{"c":[3]},{"e":[4]}]}]}',
    ['{"a":1}', '{"b":2,"e":4}'],
    ['{"b":2}'],
  ],
  [
    'a choice with operators',
    '{"$or":[{"a":[{"numeric":["<",1]}]},{"b":[{"exists":false}]}]}',
    ['{"a":0,"b":1}', '{"a":5}'],
    ['{"a":5,"b":1}'],
  ],
];

describe('a pattern matches', () => {
  for (const [what, pattern, matching, other] of CASES) {
    it(`${what}: ${pattern}`, () => {
      for (const event of matching) expect(isMatch(pattern, event), `${pattern} should match ${event}`).toBe(true);
      for (const event of other) expect(isMatch(pattern, event), `${pattern} should not match ${event}`).toBe(false);
    });
  }

  it('an event with thousands of array elements in no time', () => {
    const tags = Array.from({ length: 5_000 }, (_, index) => ({ k: `k${index}`, v: `v${index}` }));
    const event = JSON.stringify({ tags });
    expect(isMatch('{"tags":{"k":[{"exists":true}],"v":["v4999"]}}', event)).toBe(true);
    expect(isMatch('{"tags":{"k":["k0"],"v":["v4999"]}}', event)).toBe(false);
  });
});

const REFUSED: [pattern: string, reason: RegExp][] = [
  ['', /Unexpected end/],
  ['{"a":["x"]', /Unexpected end/],
  ["{'a':['x']}", /Unexpected character ''' at position 1/],
  ['{"a":["x"]} {}', /position 12/],
  ['{"a":[01]}', /position 7/],
  ['{"a":["x",]}', /position 10/],
  ['["x"]', /Filter is not an object/],
  ['{}', /Empty objects are not allowed/],
  ['{"a":{}}', /Empty objects are not allowed/],
  ['{"a":[]}', /Empty arrays are not allowed/],
  ['{"a":"x"}', /"a" must be an object or an array/],
  ['{"a":42}', /"a" must be an object or an array/],
  ['{"a":[["x"]]}', /Match value must be String, number, true, false, or null/],
  ['{"a":[{}]}', /Match expression name not found/],
  ['{"a":[{"EXISTS":true}]}', /Unrecognized match type EXISTS/],
  ['{"a":[{"regex":"x"}]}', /Unrecognized match type regex/],
  ['{"a":[{"prefix":"x","suffix":"y"}]}', /Only one key allowed in match expression/],
  ['{"a":[{"prefix":1}]}', /prefix match pattern must be a string/],
  ['{"a":[{"prefix":["x"]}]}', /prefix match pattern must be a string/],
  ['{"a":[{"prefix":{"wildcard":"x"}}]}', /Unsupported prefix pattern: wildcard/],
  ['{"a":[{"suffix":1}]}', /suffix match pattern must be a string/],
  ['{"a":[{"exactly":1}]}', /exact match pattern must be a string/],
  ['{"a":[{"equals-ignore-case":["x"]}]}', /equals-ignore-case match pattern must be a string/],
  ['{"a":[{"wildcard":1}]}', /wildcard match pattern must be a string/],
  ['{"a":[{"wildcard":"a**b"}]}', /Consecutive wildcard characters at pos 2/],
  ['{"a":[{"wildcard":"a\\\\b"}]}', /Invalid escape character at pos 2/],
  ['{"a":[{"wildcard":"a\\\\"}]}', /Invalid escape character at pos 2/],
  ['{"a":[{"exists":"yes"}]}', /exists match pattern must be either true or false/],
  ['{"a":[{"cidr":"10.0.0.0"}]}', /Malformed CIDR, one '\/' required/],
  ['{"a":[{"cidr":"10.0.0.0/x"}]}', /mask bits must be an integer/],
  ['{"a":[{"cidr":"10.0.0.0/33"}]}', /IPv4 mask bits must be < 32/],
  ['{"a":[{"cidr":"xx.11.xx/8"}]}', /Nonstandard IP address: xx.11.xx/],
  ['{"a":[{"numeric":5}]}', /Value of numeric must be an array/],
  ['{"a":[{"numeric":[5]}]}', /Invalid member in numeric match/],
  ['{"a":[{"numeric":["==",5]}]}', /Unrecognized numeric range operator: ==/],
  ['{"a":[{"numeric":["=","5"]}]}', /Value of equals must be numeric/],
  ['{"a":[{"numeric":[">"]}]}', /Value of > must be numeric/],
  ['{"a":[{"numeric":["<",5,">",1]}]}', /Too many elements in numeric expression/],
  ['{"a":[{"numeric":["=",5,"<",6]}]}', /Too many elements in numeric expression/],
  ['{"a":[{"numeric":[">",0,">",1]}]}', /Bad numeric range operator: >/],
  ['{"a":[{"numeric":[">",0,"<"]}]}', /Value of < must be numeric/],
  ['{"a":[{"numeric":[">",1,"<",2,3]}]}', /Too many terms in numeric range expression/],
  ['{"a":[{"numeric":[">",5,"<",5]}]}', /Bottom must be less than top/],
  ['{"a":[{"numeric":["<",5000000001]}]}', /Value must be between -5.0E9 and 5.0E9/],
  ['{"a":[{"anything-but":null}]}', /Value of anything-but must be an array or single string\/number value/],
  ['{"a":[{"anything-but":[true]}]}', /Inside anything but list, start\|null\|boolean is not supported/],
  ['{"a":[{"anything-but":["x",1]}]}', /mixed type is not supported/],
  ['{"a":[{"anything-but":[]}]}', /Empty arrays are not allowed/],
  ['{"a":[{"anything-but":{"numeric":["=",1]}}]}', /Unsupported anything-but pattern: numeric/],
  ['{"a":[{"anything-but":{"prefix":""}}]}', /Null prefix\/suffix not allowed/],
  ['{"a":[{"anything-but":{"suffix":1}}]}', /prefix\/suffix match pattern must be a string/],
  ['{"a":[{"anything-but":{"prefix":{"equals-ignore-case":"x"}}}]}', /Value of anything-but must be an array/],
  ['{"a":[{"anything-but":{"equals-ignore-case":[1]}}]}', /equals-ignore-case list, number\|start\|null\|boolean/],
  ['{"a":[{"anything-but":{"wildcard":"a**"}}]}', /Consecutive wildcard characters/],
  ['{"$or":[{"a":[1]}]}', /at least 2 Objects in \$or/],
  ['{"$or":{"a":[1]}}', /must be an Array followed with \$or/],
  ['{"$or":[{"a":[1]},["x"]]}', /Only JSON object is allowed in array of \$or/],
  ['{"$or":[{"a":[1]},{"prefix":["x"]}]}', /prefix is Ruler reserved fieldName/],
  ['{"$or":[{"a":[1]},{}]}', /Empty objects are not allowed/],
];

describe('a pattern is refused', () => {
  for (const [pattern, reason] of REFUSED) {
    it(`${pattern || 'without text'}`, () => {
      expect(() => parsePattern(pattern)).toThrow(reason);
      expect(() => parsePattern(pattern)).toThrow(/^Event pattern is not valid. Reason: /);
    });
  }

  it('when $or makes more than 1,000 combinations', () => {
    const fields = (name: string) => Array.from({ length: 11 }, (_, index) => `{"${name}${index}":[1]}`).join(',');
    const pattern = ['x', 'y', 'z'].map((name) => `"${name}":{"$or":[${fields(name)}]}`).join(',');
    expect(() => parsePattern(`{${pattern}}`)).toThrow(/more than 1000 rule combinations/);
  });
});
