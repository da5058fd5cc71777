/** What does a form of the AWS Query protocol ask, and how is its answer written as XML? */
import { randomUUID } from 'node:crypto';
import { type Answer, type Asked, type Authorizer, answerWith } from './asked.ts';
import { AwsError, type Call, type Json, type QueryService } from './service.ts';

interface Services {
  readonly query?: readonly QueryService[];
  readonly authorizer?: Authorizer;
}

export function isForm(contentType: string | undefined): boolean {
  return contentType?.startsWith('application/x-www-form-urlencoded') ?? false;
}

export function askedByForm({ query = [], authorizer }: Services, body: Buffer, call: Call): Asked {
  const { Action, Version, ...input } = formInput(new URLSearchParams(body.toString()));
  const action = String(Action);
  const service = query.find(({ version }) => version === Version);
  return {
    service: service?.name ?? 'unknown',
    action,
    run: async () => {
      if (!service) throw new AwsError('InvalidAction', `No local service answers ${action} of version ${Version}.`);
      if (authorizer?.concerns(call)) authorizer.authorize(service.name, action, input, call);
      const result = await service.handle(action, input, call);
      return xmlAnswer(200, `${action}Response`, service.namespace, {
        [`${action}Result`]: result,
        ResponseMetadata: { RequestId: randomUUID() },
      });
    },
    refuse: ({ status, code, message }) =>
      xmlAnswer(status, 'ErrorResponse', service?.namespace ?? '', {
        Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message },
        RequestId: randomUUID(),
      }),
  };
}

/** `Tags.member.1.Key=a` is `{ Tags: [{ Key: 'a' }] }`; an empty list is written `Tags=`. */
export function formInput(form: URLSearchParams): Json {
  const root: Tree = new Map();
  for (const [name, value] of form) plant(root, name.split('.'), value);
  return grown(root) as Json;
}

type Tree = Map<string, Tree | string>;

function plant(tree: Tree, [key = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree.set(key, value);
    return;
  }
  const known = tree.get(key);
  const branch: Tree = known instanceof Map ? known : new Map();
  tree.set(key, branch);
  plant(branch, rest, value);
}

function grown(tree: Tree | string): unknown {
  if (typeof tree === 'string') return tree;
  const members = tree.get('member');
  if (members instanceof Map) {
    return [...members].sort(([a], [b]) => Number(a) - Number(b)).map(([, each]) => grown(each));
  }
  return Object.fromEntries([...tree].map(([key, each]) => [key, grown(each)]));
}

function xmlAnswer(status: number, root: string, namespace: string, content: Json): Answer {
  const xml = `<${root} xmlns="${escaped(namespace)}">${xmlOf(content)}</${root}>`;
  return answerWith(status, 'text/xml', `<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`);
}

/** Lists have `member` elements, dates are ISO 8601; what is undefined is left out. */
function xmlOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => `<member>${xmlOf(item)}</member>`).join('');
  if (typeof value !== 'object' || value === null) return escaped(String(value ?? ''));
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return entries.map(([name, each]) => `<${name}>${xmlOf(each)}</${name}>`).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Line ends other than a line feed would be read back as one, and most control characters are not XML at all. */
function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '')
    .replaceAll('\r', '&#xD;')
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
