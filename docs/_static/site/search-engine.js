// What the search computes. It knows nothing of the page that it is shown on.

const FIELDS = { title: 6, page: 2 }; // as against a word in the text
const QUALITY = { same: 1, stem: 0.9, begins: 0.7, contains: 0.5, almost: 0.4 };
const MOST_WORDS = 40; // of what was pasted: more make no better answer
const MOST_OF_A_PAGE = 3;
const OFTEN = 3; // a title that more sections have says nothing of any
const FEW = 8; // more errors than that have the words in common by chance
const GAP = /…|\$DB_\w+/; // where the text of an error differs from case to case

export const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
const spaced = (text) => ` ${wordsOf(text).join(" ")} `;
const stemOf = (word) => (word.length > 4 ? word.replace(/(?:ies|y|ing|ed|es|s|e)$/, "") : word);

/** Whether one letter more, less or other makes `a` of `b`; two in a long word. */
function isAlmost(a, b) {
  const most = a.length > 7 ? 2 : 1;
  if (Math.abs(a.length - b.length) > most || a[0] !== b[0]) return false;
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const other = a[row - 1] === b[column - 1] ? 0 : 1;
      line.push(Math.min(above[column] + 1, line[column - 1] + 1, above[column - 1] + other));
    }
    above = line;
  }
  return above[b.length] <= most;
}

/** The parts of an error's text that are the same in each case, as they are looked for. */
function partsOf(text) {
  const parts = text.split(GAP).map((part) => wordsOf(part).join(" ")).filter(Boolean);
  const open = text.endsWith("…");
  return parts.map((part, index) => (index ? "" : " ") + part + (index === parts.length - 1 && !open ? " " : ""));
}

/** How much of an error is in `asked`, in its order: the letters of its parts, or 0 if one is not. */
function lettersIn(asked, parts) {
  let from = 0;
  for (const part of parts) {
    const at = asked.indexOf(part, from);
    if (at < 0) return 0;
    from = at + part.trimEnd().length; // the next part may begin with the same space
  }
  return parts.join("").length;
}

/** Whether `all` has the word, or, as in _pg3_17, what stands before its first number. */
function hasWord(all, word) {
  if (word.length < 3) return all.includes(` ${word} `);
  const stem = word.replace(/\d.*/u, "");
  return all.includes(word) || (stem.length > 2 && all.includes(stem));
}

/** What it counts that `phrase` is a section's title, or is in it, or is the name that is being typed. */
function likeTitle({ words }, phrase, typing) {
  if (words === phrase) return 3;
  if (typing && phrase.includes("_") && words.startsWith(phrase) && !words.includes(" ")) return 3;
  return phrase.includes(" ") && words.includes(phrase) ? 1.4 : 1;
}

export class Index {
  #steps;
  #words;
  #stems;
  #titles = new Map(); // word → numbers of sections that have it in their title
  #pages = new Map(); // word → numbers of sections of pages that have it in theirs
  #shares; // how much a word in the text of a section says of it: less, where there are many
  #matches = new Map();

  constructor({ pages, sections, errors, words }) {
    this.pages = pages.map(([address, title]) => ({ address, title, words: wordsOf(title) }));
    this.sections = sections.map(([page, anchor, title, kind, , called = ""]) => ({
      page: this.pages[page],
      address: this.pages[page].address + (anchor && `#${anchor}`),
      title,
      kind,
      called, // what readers may call it: words that count like its title
      words: wordsOf(title).join(" "),
      isPage: !anchor,
    }));
    const usual = sections.reduce((sum, [, , , , length]) => sum + length, 0) / sections.length;
    this.#shares = sections.map(([, , , , length]) => 1 / Math.sqrt(0.4 + (0.6 * length) / usual));
    const titled = new Map();
    for (const { title } of this.sections) titled.set(title, (titled.get(title) ?? 0) + 1);
    const put = (map, word, number) => {
      if (word.length < 2 || STOP.has(word)) return;
      if (map.has(word)) map.get(word).push(number);
      else map.set(word, [number]);
    };
    for (const [number, { title, called, words: own, page }] of this.sections.entries()) {
      const telling = new Set([...wordsOf(called), ...(titled.get(title) > OFTEN ? [] : own.split(" "))]);
      for (const word of telling) put(this.#titles, word, number);
      for (const word of page.words) if (!telling.has(word)) put(this.#pages, word, number);
    }
    this.#steps = new Map(Object.entries(words));
    this.#words = [...new Set([...this.#steps.keys(), ...this.#titles.keys(), ...this.#pages.keys()])];
    this.#stems = this.#words.map(stemOf);
    this.errors = Object.entries(errors).map(([number, texts]) => {
      const section = this.sections[number];
      // Not "django.db.utils.OperationalError: ": a log may name the class in another way.
      const messages = texts.map((text) => text.replace(/^[\w.]+: /, ""));
      const all = spaced([section.title, ...texts].join(" "));
      return { section, said: [section.title, ...messages].map(partsOf), all };
    });
    this.allErrors = this.errors.map(({ all }) => all).join("");
  }

  /** The sections for `query`, the best first: {title, kind, address, page, isPage}. */
  search(query, most = 12) {
    const scores = this.#scores(query);
    const { quoting, having } = this.errorsSaying(query);
    for (const [section, letters] of quoting) scores.set(section, 1e6 + letters);
    if (wordsOf(query).length > 1) {
      for (const section of having) scores.set(section, 2 * (scores.get(section) ?? 0) + 20);
    }
    const taken = new Map();
    const found = [];
    for (const [section] of [...scores].sort(([, a], [, b]) => b - a)) {
      const before = taken.get(section.page) ?? 0;
      if (before === MOST_OF_A_PAGE) continue;
      taken.set(section.page, before + 1);
      if (found.push(section) === most) break;
    }
    return found;
  }

  #scores(query) {
    const all = wordsOf(query);
    const typing = /[\p{L}\p{N}_]$/u.test(query);
    const telling = [...new Set(all)]
      .filter((word) => !STOP.has(word))
      .slice(0, MOST_WORDS)
      .map((word) => this.#matchesOf(word, typing && word === all.at(-1)))
      .filter(({ known }) => known);
    const total = telling.reduce((sum, { weight }) => sum + weight, 0);
    const phrase = all.join(" ");
    const scores = new Map();
    for (const [number, section] of this.sections.entries()) {
      let [score, covered] = [0, 0];
      for (const { values, weight } of telling) {
        if (!values[number]) continue;
        score += weight * values[number];
        covered += weight;
      }
      if (!score) continue;
      scores.set(section, score * (covered / total) ** 2 * likeTitle(section, phrase, typing) * (section.isPage ? 1.3 : 1));
    }
    return scores;
  }

  /** How well each section has `word` or one like it, how many do, and how much the word tells. */
  #matchesOf(word, typing) {
    const key = typing ? `${word}*` : word;
    if (!this.#matches.has(key)) this.#matches.set(key, this.#match(word, typing));
    return this.#matches.get(key);
  }

  #match(word, typing) {
    const values = new Float32Array(this.sections.length);
    const put = (number, value) => {
      const sofar = values[number];
      values[number] = Math.max(sofar, value) + 0.2 * Math.min(sofar, value);
    };
    for (const [known, quality] of this.#alike(word, typing)) {
      let number = 0;
      for (const step of this.#steps.get(known) ?? []) put((number += step), quality * this.#shares[number]);
      for (const titled of this.#titles.get(known) ?? []) put(titled, quality * FIELDS.title);
      for (const within of this.#pages.get(known) ?? []) put(within, quality * FIELDS.page);
    }
    const known = values.reduce((count, value) => count + (value > 0), 0);
    return { values, known, weight: Math.log(1 + this.sections.length / (1 + known)) };
  }

  /** The words of the site that `word` may mean, and how much each is like it. */
  #alike(word, typing) {
    const stem = stemOf(word);
    const alike = [];
    for (const [number, known] of this.#words.entries()) {
      if (known === word) alike.push([known, QUALITY.same]);
      else if (this.#stems[number] === stem) alike.push([known, QUALITY.stem]);
      else if ((typing || word.length > 3) && known.startsWith(word)) alike.push([known, QUALITY.begins]);
      else if (word.length > 3 && known.includes(word)) alike.push([known, QUALITY.contains]);
    }
    if (!alike.length && word.length > 4 && !/\d/.test(word)) {
      for (const known of this.#words) if (isAlmost(word, known)) alike.push([known, QUALITY.almost]);
    }
    return alike;
  }

  /** The errors that `query` quotes, with how much of each; and those that have all its words. */
  errorsSaying(query) {
    const asked = spaced(query);
    const quoting = this.errors
      // An error without a word, (0, ''), is quoted with its signs: a number alone may be any.
      .filter(({ section }) => /\p{L}/u.test(section.title) || query.includes(section.title))
      .map(({ section, said }) => [section, Math.max(...said.map((parts) => lettersIn(asked, parts)))])
      .filter(([, letters]) => letters);

    // A number that no error has is one of the reader's own: a port, a pid, a time.
    const words = wordsOf(query).filter((word) => !/^\d+$/.test(word) || this.allErrors.includes(word));
    const having = this.errors.filter(({ section, all }) => {
      // "MySQL" may be what the page is about: some client libraries put it into their texts.
      const telling = words.filter((word) => !section.page.words.includes(word));
      return telling.some((word) => word.length > 3) && telling.every((word) => hasWord(all, word));
    });
    const quoted = new Set(quoting.map(([section]) => section));
    const few = having.length > FEW ? [] : having.map(({ section }) => section);
    return { quoting, having: few.filter((section) => !quoted.has(section)) };
  }
}

const STOP = new Set(
  `a an and are as at be by can do does for from has have how i if in into is it its me my no not of on or our s
  should so such t than that the their then there these they this to use using was we what when where which who why
  will with without you your`.split(/\s+/),
);
