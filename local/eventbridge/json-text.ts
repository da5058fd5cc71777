/** What does this JSON text say, down to the digits of its numbers and the repetition of its keys? */

/** A leaf keeps a number's own digits: matching must not round 9007199254740993. */
export type JsonLeaf =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'literal'; readonly text: string };

export type JsonMember = readonly [key: string, value: JsonNode];

export type JsonObject = { readonly kind: 'object'; readonly members: readonly JsonMember[] };

export type JsonNode = JsonObject | { readonly kind: 'array'; readonly items: readonly JsonNode[] } | JsonLeaf;

/** As deep as the JSON reader of the real service goes. */
const MAX_DEPTH = 1_000;

const [TAB, LINE_FEED, RETURN, SPACE, QUOTE, BACKSLASH] = [0x09, 0x0a, 0x0d, 0x20, 0x22, 0x5c];

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;

/** Reads one JSON value (RFC 8259, nothing around it but white space); throws `SyntaxError` with the position. */
export function readJson(text: string): JsonNode {
  return new JsonReader(text).document();
}

class JsonReader {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): JsonNode {
    const node = this.value();
    if (this.at < this.text.length) this.fail();
    return node;
  }

  /** One value with the white space on both its sides. */
  private value(): JsonNode {
    this.skipSpace();
    const node = this.bareValue();
    this.skipSpace();
    return node;
  }

  private bareValue(): JsonNode {
    switch (this.text[this.at]) {
      case '{':
        return { kind: 'object', members: this.listed('}', () => this.member()) };
      case '[':
        return { kind: 'array', items: this.listed(']', () => this.value()) };
      case '"':
        return { kind: 'string', value: this.string() };
      case 't':
      case 'f':
      case 'n':
        return { kind: 'literal', text: this.take(LITERAL) ?? this.fail() };
      default:
        return { kind: 'number', text: this.take(NUMBER) ?? this.fail() };
    }
  }

  private member(): JsonMember {
    this.skipSpace();
    const key = this.string();
    this.skipSpace();
    if (!this.skip(':')) this.fail();
    return [key, this.value()];
  }

  private listed<T>(close: string, entry: () => T): T[] {
    if (++this.depth > MAX_DEPTH) this.fail();
    this.at += 1;
    const entries: T[] = [];
    this.skipSpace();
    if (!this.skip(close)) {
      do entries.push(entry());
      while (this.skip(','));
      if (!this.skip(close)) this.fail();
    }
    this.depth -= 1;
    return entries;
  }

  private string(): string {
    const start = this.at;
    if (!this.skip('"')) this.fail();
    let isEscaped = false;
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code === QUOTE) break;
      // The control characters below the space are not allowed; past the end the code is NaN.
      if (!(code >= SPACE)) this.fail();
      if (code === BACKSLASH) isEscaped = true;
      this.at += code === BACKSLASH ? 2 : 1;
    }
    this.at += 1;
    return isEscaped
      ? (JSON.parse(this.text.slice(start, this.at)) as string)
      : this.text.slice(start + 1, this.at - 1);
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== SPACE && code !== LINE_FEED && code !== RETURN && code !== TAB) return;
      this.at += 1;
    }
  }

  private skip(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private take(token: RegExp): string | undefined {
    token.lastIndex = this.at;
    if (!token.test(this.text)) return undefined;
    const taken = this.text.slice(this.at, token.lastIndex);
    this.at = token.lastIndex;
    return taken;
  }

  private fail(): never {
    const found = this.text[this.at];
    throw new SyntaxError(
      found === undefined
        ? 'Unexpected end of the JSON text'
        : `Unexpected character '${found}' at position ${this.at}`,
    );
  }
}
