/** What does the text of a template say? JSON, or YAML with CloudFormation's short forms (`!Ref`, `!GetAtt`…). */
import { type CollectionTag, parse, Scalar, type ScalarTag, YAMLMap } from 'yaml';
import type { Json } from '../aws/service.ts';
import { invalid } from './request.ts';

export function parseTemplate(body: string): Json {
  const parsed = body.trimStart().startsWith('{') ? parsedJson(body) : parsedYaml(body);
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Json;
  return invalid('Template format error: it must be an object.');
}

function parsedJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    return invalid(`Template format error: JSON not well-formed. (${(error as Error).message})`);
  }
}

function parsedYaml(body: string): unknown {
  try {
    return parse(body, { customTags: SHORT_FORMS });
  } catch (error) {
    return invalid(`Template format error: YAML not well-formed. (${(error as Error).message})`);
  }
}

/** Every function has a short form; which of them mean something here is not the parser's business. */
const FUNCTIONS = [
  ...['And', 'Base64', 'Cidr', 'Equals', 'FindInMap', 'GetAZs', 'GetAtt', 'If', 'ImportValue', 'Join', 'Not', 'Or'],
  ...['Select', 'Split', 'Sub', 'ToJsonString', 'Transform'],
];
const SHORT_FORMS: (ScalarTag | CollectionTag)[] = [
  ...['Ref', 'Condition'].flatMap((name) => shortForm(`!${name}`, name)),
  ...FUNCTIONS.flatMap((name) => shortForm(`!${name}`, `Fn::${name}`)),
];

function shortForm(tag: string, name: string): (ScalarTag | CollectionTag)[] {
  const ofNodes = (argument: unknown) => {
    const map = new YAMLMap();
    map.set(new Scalar(name), argument);
    return map;
  };
  return [
    { tag, resolve: (text) => ({ [name]: tag === '!GetAtt' ? attributePath(text) : text }) },
    { tag, collection: 'seq', resolve: ofNodes },
    { tag, collection: 'map', resolve: ofNodes },
  ];
}

/** `Name.Attribute` */
function attributePath(text: string): [string, string] {
  const at = text.indexOf('.');
  return [text.slice(0, at), text.slice(at + 1)];
}
