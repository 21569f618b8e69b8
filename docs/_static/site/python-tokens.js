// Python source as tokens: names, numbers, strings, operators, and the ends of statements.
"use strict";

/** What cannot be read, in a sentence, with its line. */
class NotPython extends Error {
  constructor(line, message) {
    super(message);
    this.line = line;
  }
}

const NUMBER =
  /0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?[jJ]?/y;
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
const QUOTE = /([rRbBuUfFtT]{0,2})("""|'''|"|')/y;
const OPERATOR = /\*\*=|\/\/=|>>=|<<=|\.\.\.|\*\*|\/\/|:=|->|<<|>>|[-+*/%&|^@=!<>]=|[-+*/%&|^~@=<>()[\]{},:.;!]/y;
const ESCAPES = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** The tokens of `source`. Raises NotPython. */
function tokensOf(source) {
  const tokens = [];
  let at = 0;
  let line = 1;
  let depth = 0;
  let column = 0;

  const match = (pattern) => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  const add = (type, text, more = {}) => {
    tokens.push({ type, text, start: at, end: at + text.length, line, column, ...more });
    line += text.split("\n").length - 1;
    at += text.length;
  };

  while (at < source.length) {
    const rest = source[at];
    if (rest === "\n") {
      if (!depth && tokens.length && tokens.at(-1).type !== "newline") add("newline", "\n");
      else {
        at += 1;
        line += 1;
      }
      column = /[^ \t]|$/.exec(source.slice(at, at + 200)).index;
      continue;
    }
    if (/\s|\ufeff/.test(rest)) {
      at += 1;
      continue;
    }
    if (rest === "#") {
      const end = source.indexOf("\n", at);
      at = end < 0 ? source.length : end;
      continue;
    }
    if (source.startsWith("\\\n", at)) {
      at += 2;
      line += 1;
      continue;
    }
    let found;
    if ((found = match(QUOTE))) {
      const end = endOfString(source, at, found, line);
      const text = source.slice(at, end);
      add("string", text, valueOfString(text, found[1], found[2], line));
    } else if ((found = match(NUMBER))) add("number", found[0]);
    else if ((found = match(NAME))) add("name", found[0]);
    else if ((found = match(OPERATOR))) {
      if ("([{".includes(found[0])) depth += 1;
      if (")]}".includes(found[0])) depth = Math.max(0, depth - 1);
      add(found[0] === ";" ? "newline" : "operator", found[0]);
    } else {
      const sign = String.fromCodePoint(source.codePointAt(at));
      throw new NotPython(line, `${sign} means nothing in Python here.`);
    }
  }
  tokens.push({ type: "newline", text: "", start: at, end: at, line, column: 0 });
  return tokens;
}

/** Where the string ends that starts at `start`. Raises NotPython if it does not. */
function endOfString(source, start, [opening, prefix, quote], line) {
  const formatted = /[ft]/i.test(prefix);
  let braces = 0;
  for (let at = start + opening.length; at < source.length; at += 1) {
    if (source[at] === "\\" && !braces) at += 1;
    else if (source[at] === "\n" && quote.length === 1) break;
    else if (braces && /["']/.test(source[at])) {
      QUOTE.lastIndex = at;
      const inner = QUOTE.exec(source);
      if (inner[2] === quote && !/["'}]/.test(source.slice(at + quote.length))) break;
      at = endOfString(source, at, inner, line) - 1;
    } else if (!braces && source.startsWith(quote, at)) return at + quote.length;
    else if (formatted && !braces && /^(\{\{|\}\})/.test(source.slice(at, at + 2))) at += 1;
    else if (formatted && source[at] === "{") braces += 1;
    else if (formatted && source[at] === "}") braces -= 1;
  }
  throw new NotPython(line, "A string that begins here has no end.");
}

/** What a string token means: its text, or that it is only known to be a string. */
function valueOfString(text, prefix, quote, line) {
  const kinds = prefix.toLowerCase();
  if (/[ft]/.test(kinds)) return { kind: "formatted" };
  const bytes = kinds.includes("b");
  const body = text.slice(prefix.length + quote.length, -quote.length).replaceAll("\r\n", "\n");
  if (kinds.includes("r")) return { kind: bytes ? "bytes" : "str", value: body };
  const value = unescaped(body, bytes, line);
  return value === null ? { kind: "formatted" } : { kind: bytes ? "bytes" : "str", value };
}

/** `body` with its escapes replaced, or null where one names a character. Raises NotPython. */
function unescaped(body, bytes, line) {
  if (!bytes && /(?<!\\)(?:\\\\)*\\N\{/.test(body)) return null;
  const pattern = bytes
    ? /\\(\n|[0-7]{1,3}|x[\da-fA-F]{2}|[^])/g
    : /\\(\n|[0-7]{1,3}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[^])/gu;
  return body.replace(pattern, (whole, escape) => {
    if (escape === "\n") return "";
    if (/^[0-7]/.test(escape)) return String.fromCodePoint(parseInt(escape, 8) & (bytes ? 255 : 511));
    if (escape.length > 1) {
      const code = parseInt(escape.slice(1), 16);
      if (code > 0x10ffff) throw new NotPython(line, `\\${escape} is no character.`);
      return String.fromCodePoint(code);
    }
    if (`\\'"`.includes(escape)) return escape;
    return ESCAPES[escape] ?? whole;
  });
}
