// DATABASES as a settings file leaves it: its assignments are followed, and nothing is run.
"use strict";

const KEYWORDS = new Set(
  "if elif else try except finally for while with def class return import from pass del raise assert global async match case".split(" "),
);
const ASSIGNS = /^(?:[-+*/%&|^@]|\*\*|\/\/|>>|<<)?=$/;
const OF_ONE_ALIAS = ["ENGINE", "OPTIONS", "CONN_MAX_AGE", "POOL_OPTIONS"];

/** What `source` says of DATABASES: dictionaries, and notes on what was not understood. */
function databasesIn(source) {
  const tokens = tokensOf(source);
  const notes = [];
  const bare = bareDictionary(source, tokens);
  if (bare) return { databases: [bare], notes };

  const statements = split(tokens);
  const names = new Map();
  const databases = [];
  const times = new Map();
  for (const [target] of statements.filter(isAssignment)) {
    times.set(target.text, (times.get(target.text) ?? 0) + 1);
  }
  for (const statement of statements) {
    const [target] = statement;
    const literals = (from) => {
      const reader = new Literals(source, [...statement.slice(from), endOf(statement)], names);
      const value = reader.expression("");
      if (reader.token.type !== "newline") reader.fail(`${reader.token.text} has no beginning.`);
      return value;
    };
    if (isAssignment(statement)) {
      const equals = statement.findIndex((token) => token.text === "=" && token.type === "operator");
      // What is no dictionary may be written in ways that only Python reads.
      const value = target.text === "DATABASES" ? literals(equals + 1) : attempt(literals, equals + 1);
      const settled = target.text === "DATABASES" || (times.get(target.text) === 1 && !target.column);
      names.set(target.text, settled ? value : { ...placed(target, statement), text: target.text });
      if (target.text === "DATABASES") {
        if (!target.column) databases.length = 0; // what it was before is gone
        databases.push(value);
      }
    } else if (target.type === "name" && names.has(target.text) && !KEYWORDS.has(target.text)) {
      change(names.get(target.text), statement, literals);
    } else if (statement.some((token) => token.type === "name" && token.text === "DATABASES")) {
      notes.push({ ...placed(target, statement), text: "This may change DATABASES." });
    } else if (target.text === "from" && statement.at(-1).text === "*" && databases.length) {
      notes.push({ ...placed(target, statement), text: "This may replace DATABASES." });
    }
  }
  if (!databases.length && source.trim()) {
    notes.push({ ...placed(tokens[0], [tokens[0]]), text: "There is no DATABASES = {…} in this text." });
  }
  return { databases, notes };
}

/** The dictionary that is all of `source`, its braces or its alias left out perhaps, or null. */
function bareDictionary(source, tokens) {
  const [first, second] = tokens;
  const pairs = first.type === "string" && second?.text === ":";
  if (!pairs && first.text !== "{") return null;
  const inside = tokens.filter((token) => token.type !== "newline");
  const end = tokens.at(-1);
  const brace = (text) => ({ type: "operator", text, start: first.start, end: end.end, line: first.line });
  const all = pairs ? [brace("{"), ...inside, brace("}"), end] : [...inside, end];
  const reader = new Literals(source, all);
  const value = reader.expression("");
  if (reader.token.type !== "newline") reader.fail(`Nothing is understood after the dictionary.`);
  if (value.type !== "dict" || !OF_ONE_ALIAS.some((name) => value.items.has(`s${name}`))) return value;
  const key = { type: "str", value: "default", start: first.start, end: first.end, line: first.line };
  return { ...value, items: new Map([["sdefault", { key, value }]]), open: undefined };
}

/** The statements, each as its tokens without the end of the line. */
function split(tokens) {
  const statements = [[]];
  for (const token of tokens) {
    if (token.type === "newline") statements.push([]);
    else statements.at(-1).push(token);
  }
  return statements.filter((statement) => statement.length);
}

const endOf = (statement) => ({ ...statement.at(-1), type: "newline", text: "", start: statement.at(-1).end });

/** NAME = …, with an annotation perhaps, and no other target. */
function isAssignment([target, next, ...rest]) {
  if (target.type !== "name" || KEYWORDS.has(target.text) || next?.type !== "operator") return false;
  return next.text === "=" || (next.text === ":" && rest.some(({ type, text }) => type === "operator" && text === "="));
}

const placed = (target, statement) => ({
  type: "unknown",
  start: target.start,
  end: statement.at(-1).end,
  line: target.line,
});

function attempt(literals, from) {
  try {
    return literals(from);
  } catch (error) {
    if (!(error instanceof NotPython)) throw error;
    return { type: "unknown", line: error.line, text: "", start: 0, end: 0 };
  }
}

/** Follow NAME["key"]… = value; anything else leaves what it reaches unknown. */
function change(node, statement, literals) {
  const cause = { ...placed(statement[0], statement), text: statement.map(({ text }) => text).join("") };
  let at = 1;
  let key = null;
  let owner = null;
  let reached = node;
  while (reached?.type === "dict" && statement[at]?.text === "[" && statement[at + 2]?.text === "]") {
    if (statement[at + 1].kind !== "str") break;
    owner = reached;
    key = { ...statement[at + 1], type: "str" };
    reached = owner.items.get(keyOf(key))?.value;
    at += 3;
  }
  const operator = statement[at];
  if (owner && operator?.type === "operator" && ASSIGNS.test(operator.text)) {
    const plain = operator.text === "=" && !statement[0].column;
    if (plain) put(owner, key, literals(at + 1));
    else owner.items.set(keyOf(key), { key, value: cause, perhaps: true });
  } else if (reached?.type === "dict") blur(reached, cause);
  else if (owner) owner.items.set(keyOf(key), { key, value: cause, perhaps: true });
}
