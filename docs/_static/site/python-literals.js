// Python literals, read by recursive descent and never run. What is not a literal is "unknown", with
// its place: nothing is guessed.
"use strict";

const CONSTANTS = { None: ["none", null], True: ["bool", true], False: ["bool", false] };
const BETWEEN = new Set("if else and or not in is for async await".split(" "));
const CLOSING = { "(": ")", "[": "]", "{": "}" };
const KINDS = new Map([["str", "str"], ["int", "number"], ["float", "number"]]);
const DEEPEST = 150; // Python gives up not much later

/** A reader of the expressions in `tokens`. */
class Literals {
  /** `names` has what a name stands for, if that is known. */
  constructor(source, tokens, names = new Map()) {
    Object.assign(this, { source, tokens, names, at: 0, depth: 0 });
  }

  get token() {
    return this.tokens[this.at];
  }

  is(text) {
    return this.token.text === text && this.token.type !== "string";
  }

  take(text) {
    if (!this.is(text)) return false;
    this.at += 1;
    return true;
  }

  node(type, first, more = {}) {
    const { start, line } = this.tokens[first];
    return { type, start, line, end: this.tokens[Math.max(first, this.at - 1)].end, ...more };
  }

  unknown(first, more = {}) {
    const node = this.node("unknown", first, more);
    return { ...node, text: this.source.slice(node.start, node.end) };
  }

  fail(message, token = this.token) {
    throw new NotPython(token.line, message);
  }

  atEnd(stops) {
    return this.token.type === "newline" || (this.token.type === "operator" && stops.includes(this.token.text));
  }

  /** An expression up to one of `stops`, a closing bracket or the end of the statement. */
  expression(stops = ",") {
    const ends = [...stops, ...")]}"];
    const first = this.at;
    const isWord = this.is("lambda") || this.is("not") || this.is("await");
    const value = isWord ? null : this.deeper(() => this.sum());
    if (value && this.atEnd(ends)) return value;
    const next = this.token;
    if (value && next.type !== "operator" && !BETWEEN.has(next.text)) {
      this.fail(`A comma is missing before ${next.text.split("\n")[0]}`);
    }
    let comprehension = false;
    while (!this.atEnd(comprehension ? [")", "]", "}"] : ends)) {
      comprehension ||= this.is("for") || this.is("async");
      if (this.is(":")) this.colon();
      if (this.is("lambda")) while (!this.atEnd([":"])) this.skip();
      this.skip();
    }
    return this.unknown(first, { comprehension });
  }

  /** What `read` reads. Python's own reader does not go much deeper. */
  deeper(read) {
    if ((this.depth += 1) > DEEPEST) this.fail("This is nested too deeply to be read here.");
    const value = read();
    this.depth -= 1;
    return value;
  }

  /** A colon where none can be: two strings side by side are one, up to the next item's colon. */
  colon() {
    const before = this.tokens[this.at - 1];
    if (before.type === "string") this.fail(`A comma is missing before ${before.text.split("\n")[0]}`, before);
    this.fail("A : stands where none can be.");
  }

  /** Pass a token, or all between two brackets. */
  skip() {
    const opening = this.token;
    this.at += 1;
    const closing = opening.type === "operator" && CLOSING[opening.text];
    if (!closing) return;
    while (!this.take(closing)) {
      if (this.token.type === "newline" || this.atEnd([")", "]", "}"])) this.missing(closing, opening);
      this.deeper(() => this.skip());
    }
  }

  missing(closing, opening) {
    this.fail(`${opening.text} has no ${closing}.`, opening);
  }

  sum() {
    return this.arithmetic(["+", "-"], () => this.arithmetic(["*"], () => this.signed()));
  }

  arithmetic(operators, operand) {
    const first = this.at;
    let left = operand();
    while (operators.some((each) => this.is(each)) && isNumber(left)) {
      const operator = this.token.text;
      this.at += 1;
      const right = operand();
      left = isNumber(right)
        ? this.node(...computed(left, operator, right, first))
        : this.unknown(first);
    }
    return left;
  }

  signed() {
    const first = this.at;
    if (!this.is("-") && !this.is("+")) return this.primary();
    const negative = this.is("-");
    this.at += 1;
    const value = this.deeper(() => this.signed());
    if (!isNumber(value)) return this.unknown(first);
    const [type, , more] = computed(value, "*", { type: "int", value: negative ? -1n : 1n }, first);
    return this.node(type, first, more);
  }

  primary() {
    const first = this.at;
    const { type, text } = this.token;
    let value;
    if (type === "string") value = this.string();
    else if (type === "number") value = this.number();
    else if (type === "name") value = this.name();
    else if (type === "operator" && text in CLOSING) value = this.bracketed();
    else if (text === "..." || text === "~") {
      this.at += 1;
      value = this.unknown(first);
    } else this.fail(type === "newline" ? "A value is missing." : `A value is missing before ${text}`);
    return this.trailers(first, value);
  }

  /** What follows a value without a space: calls, items, attributes. */
  trailers(first, value) {
    const start = this.at;
    while (this.is("(") || this.is("[") || this.is(".")) {
      if (this.take(".")) this.at += 1;
      else this.skip();
    }
    return this.at === start ? value : this.unknown(first, { kind: this.kindOf(first) });
  }

  /** What is known of a value that is not: os.environ has strings, and int(…) is a number. */
  kindOf(first) {
    const texts = this.tokens.slice(first, this.at).map((token) => token.text);
    const closes = (opening) => this.endOf(first + opening) === this.at;
    if (texts.slice(0, 4).join("") === "os.environ[" && closes(3)) return "str";
    if (texts[1] !== "(" || !closes(1)) return undefined;
    return KINDS.get(texts[0]);
  }

  endOf(opening) {
    const here = this.at;
    this.at = opening;
    this.skip();
    const end = this.at;
    this.at = here;
    return end;
  }

  string() {
    const first = this.at;
    const parts = [];
    while (this.token.type === "string") parts.push(this.tokens[this.at++]);
    if (new Set(parts.map((part) => part.kind === "bytes")).size > 1) {
      this.fail("A string and bytes stand side by side.", parts[0]);
    }
    if (parts.some((part) => part.kind === "formatted")) return this.unknown(first, { kind: "str" });
    return this.node(parts[0].kind, first, { value: parts.map((part) => part.value).join("") });
  }

  number() {
    const first = this.at;
    const text = this.tokens[this.at++].text.replaceAll("_", "");
    if (/j$/i.test(text)) return this.unknown(first);
    if (/^(0[xob].*|\d+)$/i.test(text)) {
      if (/^0+[1-9]/.test(text)) this.fail("A number begins with 0.", this.tokens[first]);
      return this.node("int", first, { value: BigInt(text) });
    }
    return this.node("float", first, { value: Number(text) });
  }

  name() {
    const first = this.at;
    const { text } = this.tokens[this.at++];
    if (Object.hasOwn(CONSTANTS, text)) {
      const [type, value] = CONSTANTS[text];
      return this.node(type, first, { value });
    }
    if (text === "dict" && this.is("(") && !this.names.has(text)) return this.call(first);
    return this.names.get(text) ?? this.unknown(first);
  }

  /** dict(…): with names, and before them perhaps another dictionary. */
  call(first) {
    const opening = this.token;
    this.at += 1;
    const node = this.node("dict", first, { items: new Map() });
    while (!this.take(")")) {
      if (this.token.type === "newline") this.missing(")", opening);
      if (this.take("**")) spread(node, this.expression());
      else if (this.token.type === "name" && this.tokens[this.at + 1].text === "=") {
        const key = this.node("str", this.at, { value: this.token.text });
        key.end = this.token.end;
        this.at += 2;
        put(node, key, this.expression());
      } else spread(node, this.expression());
      if (!this.take(",") && !this.is(")")) this.missing(")", opening);
    }
    return { ...node, end: this.tokens[this.at - 1].end };
  }

  bracketed() {
    const first = this.at;
    const opening = this.token;
    this.at += 1;
    const closing = CLOSING[opening.text];
    if (opening.text === "{") return this.braces(first, opening);
    const values = [];
    let commas = 0;
    while (!this.take(closing)) {
      if (this.token.type === "newline") this.missing(closing, opening);
      this.take("*");
      values.push(this.expression());
      if (this.take(",")) commas += 1;
      else if (!this.is(closing)) this.missing(closing, opening);
    }
    if (values.some((value) => value.comprehension)) return this.unknown(first);
    if (opening.text === "(" && values.length === 1 && !commas) return values[0];
    return this.node(opening.text === "(" ? "tuple" : "list", first, { values });
  }

  /** A dictionary or a set. */
  braces(first, opening) {
    const node = { items: new Map() };
    const values = [];
    let comprehension = false;
    while (!this.take("}")) {
      if (this.token.type === "newline") this.missing("}", opening);
      if (this.take("**")) spread(node, this.expression());
      else {
        this.take("*");
        const key = this.expression(",:");
        comprehension ||= key.comprehension;
        if (this.take(":")) {
          const value = this.expression();
          comprehension ||= value.comprehension;
          put(node, key, value);
        } else values.push(key);
      }
      if (!this.take(",") && !this.is("}")) this.missing("}", opening);
    }
    if (comprehension) return this.unknown(first);
    if (!values.length) return this.node("dict", first, node);
    if (node.items.size) this.fail("A key has no value.", opening);
    return this.node("set", first, { values });
  }
}

const isNumber = (node) => node.type === "int" || node.type === "float";

function computed(left, operator, right, first) {
  const exact = left.type === "int" && right.type === "int";
  const [a, b] = exact ? [left.value, right.value] : [Number(left.value), Number(right.value)];
  const value = { "+": () => a + b, "-": () => a - b, "*": () => a * b }[operator]();
  return [exact ? "int" : "float", first, { value }];
}

/** What tells one key from another. */
const keyOf = (node) => (node.type === "str" ? `s${node.value}` : `${node.type}${String(node.value)}`);

/** Set an item of a dictionary. A key that is not known may be any. */
function put(dictionary, key, value) {
  if (key.type === "unknown") blur(dictionary, key);
  else dictionary.items.set(keyOf(key), { key, value });
}

/** Add another dictionary's items, as ** does. */
function spread(dictionary, other) {
  if (other.type !== "dict") blur(dictionary, other);
  else {
    if (other.open) blur(dictionary, other.open);
    for (const [key, item] of other.items) dictionary.items.set(key, item);
  }
}

/** From here on, a key may be there or not, and have any value, because of `cause`. */
function blur(dictionary, cause) {
  dictionary.open = { ...cause, type: "unknown" };
  for (const [key, item] of dictionary.items) {
    dictionary.items.set(key, { ...item, value: dictionary.open });
  }
}
