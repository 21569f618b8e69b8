// The rules of pooling_checks.py, tried on what was read. A condition is true, false, or null where a
// value or a fact is not known; then `causes` says which.
"use strict";

/** What is at `path`: whether it is there (null: not known), its node, its key. */
function find(alias, path, key) {
  let here = { there: true, node: alias };
  for (const name of path.split(".")) {
    const { node, there } = here;
    if (node.type === "unknown") return { there: null, node, key: here.key };
    if (node.type !== "dict") return { there: false, key: here.key };
    const wanted = name === "*" ? key : name;
    const item = wanted === null ? undefined : node.items.get(`s${wanted}`);
    if (item) here = { there: there && (item.perhaps ? null : true), node: item.value, key: item.key };
    else if (node.open || wanted === null) return { there: null, node: node.open ?? node, key: here.key };
    else return { there: false, key: here.key };
  }
  return here;
}

/** Whether a value counts as true. */
function truth(node) {
  if (node.type === "unknown") return null;
  if (node.type === "dict") return node.items.size > 0 || (node.open ? null : false);
  return Boolean(node.values ? node.values.length : node.value);
}

const numberIn = ({ type, value }) => (["int", "float", "bool"].includes(type) ? Number(value) : null);

/** Whether a node is one of the values of a rule. */
function isOneOf(node, wanted) {
  if (node.type === "unknown") {
    const type = { str: "string", number: "number" }[node.kind];
    return type && wanted.every((each) => typeof each !== type) ? false : null;
  }
  if (node.type === "none") return wanted.includes(null);
  if (node.type === "str") return wanted.includes(node.value);
  const number = numberIn(node);
  return number !== null && wanted.some((each) => typeof each !== "string" && each !== null && Number(each) === number);
}

/** A member of an enumeration of python-oracledb's, by its name. */
function isMember(node, wanted) {
  if (node.type !== "unknown") return false;
  const named = /^\w+\.(?:POOL_GETMODE_|PoolGetMode\.)(\w+)$/.exec(node.text ?? "");
  return named ? named[1] === wanted : null;
}

const TYPES = { text: "str", dict: "dict" };

function isOfType(node, condition) {
  const type = TYPES[condition];
  if (node.type !== "unknown") return node.type === type;
  return node.kind ? node.kind === type : null;
}

const versionIsBefore = (version, other) => {
  const [a, b] = [version, other].map((each) => each.split(".").map(Number));
  return a[0] - b[0] || a[1] - b[1] ? (a[0] - b[0] || a[1] - b[1]) < 0 : false;
};

/** Whether a condition holds. `causes` collects what would have to be known to say so. */
function holds([kind, ...rest], alias, facts, key, causes) {
  const known = (value, cause) => {
    if (value === null) causes.push(cause);
    return value;
  };
  if (kind === "all" || kind === "any") {
    const decisive = kind === "any";
    const open = rest.map(() => []);
    const results = rest.map((each, index) => holds(each, alias, facts, key, open[index]));
    if (results.includes(decisive)) return decisive;
    if (!results.includes(null)) return !decisive;
    causes.push(...open[results.indexOf(null)]); // the others matter once this is known
    return null;
  }
  if (kind === "not") {
    const result = holds(rest[0], alias, facts, key, causes);
    return result === null ? null : !result;
  }
  if (kind === "key") return key === null ? null : rest.includes(key);
  if (kind === "unsaid") return !facts[rest[0]];
  if (kind === "fact") {
    const [fact, ...wanted] = rest;
    return known(facts[fact] ? wanted.includes(facts[fact]) : null, { fact });
  }
  if (kind === "before") {
    return known(facts.django ? versionIsBefore(facts.django, rest[0]) : null, { fact: "django" });
  }
  const found = find(alias, rest[0], key);
  if (kind === "has") return known(found.there, found.node);
  if (kind === "less") {
    const sides = [[found, rest[1]], [find(alias, rest[2], key), rest[3]]];
    const numbers = sides.map(([{ there, node }, preset]) => {
      if (there === false) return preset;
      if (there !== null && node.type !== "unknown") return numberIn(node);
      return node.kind === "str" ? null : { node };
    });
    if (numbers.includes(null)) return false;
    const unknown = numbers.find((number) => typeof number === "object");
    return unknown ? known(null, unknown.node) : numbers[0] < numbers[1];
  }
  if (found.there === false) return false;
  if (found.there === null) return known(null, found.node);
  const { node } = found;
  if (kind === "true") return known(truth(node), node);
  if (kind === "is") return known(isOneOf(node, rest.slice(1)), node);
  if (kind === "member") return known(isMember(node, rest[1]), node);
  return known(isOfType(node, kind), node);
}

/** What * may stand for in a rule's path: names, and null for one that is not known. */
function keysFor(alias, path) {
  if (!path.endsWith("*")) return [null];
  const parent = path === "*" ? { there: true, node: alias } : find(alias, path.slice(0, -2), null);
  if (parent.there === false) return [];
  if (parent.node.type === "unknown") return [null];
  if (parent.node.type !== "dict") return [];
  const names = [...parent.node.items.values()].map(({ key }) => key).filter(({ type }) => type === "str");
  return [...names.map(({ value }) => value), ...(parent.node.open ? [null] : [])];
}

/** Where a rule points: the first of its settings that is there, or the nearest that is. */
function placeOf(alias, rule, key) {
  const paths = rule.at.split(" ");
  const path = paths.find((each) => find(alias, each, key).there !== false) ?? paths[0];
  return find(alias, path, key).key;
}

/** What of an alias Django cannot read as settings, or has nothing to read them with. */
function* unreadable(alias, key) {
  if (alias.type !== "dict") {
    if (alias.type !== "unknown") yield alias;
    return;
  }
  const { items, open } = alias;
  if (items.size && !open && !items.has("sENGINE")) yield { ...key, missing: "ENGINE" };
  for (const name of ["sOPTIONS", "sPOOL_OPTIONS"]) {
    const value = items.get(name)?.value;
    if (value && !["dict", "unknown"].includes(value.type)) yield value;
  }
}

/** Try all rules on DATABASES as read. */
function tryRules(rules, databases, facts) {
  const found = [];
  const open = new Map();
  const blank = (cause, name) => {
    const id = cause.fact ? `${cause.fact}` : `${cause.start} ${cause.end}`;
    if (!open.has(id)) open.set(id, { cause, ids: new Set() });
    open.get(id).ids.add(name);
  };
  for (const all of databases) {
    if (all.open) blank(all.open, "*");
    if (all.type !== "dict") blank(all, "*");
    for (const { key: aliasKey, value: alias } of all.items?.values() ?? []) {
      for (const cause of unreadable(alias, aliasKey)) blank(cause, "*");
      for (const rule of rules) {
        for (const key of keysFor(alias, rule.at)) {
          const causes = [];
          const result = holds(["all", ...rule.when], alias, facts, key, causes);
          if (result) {
            const place = placeOf(alias, rule, key) ?? aliasKey;
            found.push({ ...rule, says: rule.says.replaceAll("{key}", key), alias: aliasKey.value, place });
          } else if (result === null && !rule.id.startsWith("pooling.I")) {
            for (const cause of causes.length ? causes : [find(alias, rule.at, key).node]) blank(cause, rule.id);
          }
        }
      }
    }
  }
  return { found, open: [...open.values()] };
}

/** What `source`, with what is said beside it, is found to say. */
function checkSettings(source, rules, facts = {}) {
  try {
    const { databases, notes } = databasesIn(source);
    return { ...tryRules(rules, databases, facts), notes };
  } catch (error) {
    if (!(error instanceof NotPython)) throw error;
    return { found: [], open: [], notes: [], unread: { line: error.line, text: error.message } };
  }
}
