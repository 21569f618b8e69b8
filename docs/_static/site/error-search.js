// On the search page: the errors that say what was asked for, whatever numbers and names a log had.
"use strict";

const FEW = 8; // more errors than that have the words in common by chance
const GAP = /…|\$DB_\w+/; // where a text differs from case to case

const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
const spaced = (text) => ` ${wordsOf(text).join(" ")} `;

const errors = JSON.parse(document.getElementById("errors").textContent).map((error) => {
  // Not "django.db.utils.OperationalError: ": a log may name the class in another way.
  const messages = error.texts.map((text) => text.replace(/^[\w.]+: /, ""));
  return {
    ...error,
    said: [error.title, ...messages],
    all: spaced([error.title, ...error.texts].join(" ")),
  };
});
const everything = errors.map((error) => error.all).join("");

/** How much of `text` is in `asked`, in its order: the number of letters, or 0 if a part is not. */
function lettersIn(asked, text) {
  const parts = text.split(GAP).map((part) => wordsOf(part).join(" ")).filter(Boolean);
  let from = 0;
  for (const [index, part] of parts.entries()) {
    const wanted = index ? part : ` ${part}`;
    const at = asked.indexOf(index === parts.length - 1 && !text.endsWith("…") ? `${wanted} ` : wanted, from);
    if (at < 0) return 0;
    from = at + wanted.length;
  }
  return parts.join("").length;
}

/** Whether `all` has the word, or, as in _pg3_17, what stands before its first number. */
function hasWord(all, word) {
  if (word.length < 3) return all.includes(` ${word} `);
  const stem = word.replace(/\d.*/u, "");
  return all.includes(word) || (stem.length > 2 && all.includes(stem));
}

/** The errors that `query` quotes, or that have all of its words; the best first. */
function errorsSaying(query) {
  const asked = spaced(query);
  const quotedBy = (error) => Math.max(...error.said.map((text) => lettersIn(asked, text)));
  const quoting = errors.map((error) => [quotedBy(error), error]).filter(([letters]) => letters);
  quoting.sort(([a], [b]) => b - a);

  // A number that no error has is one of the reader's own: a port, a pid, a time.
  const words = wordsOf(query).filter((word) => !/^\d+$/.test(word) || everything.includes(word));
  const having = errors.filter((error) => {
    // "MySQL" may be what the page is about: some client libraries put it into their texts.
    const telling = words.filter((word) => !wordsOf(error.page).includes(word));
    return (
      telling.some((word) => word.length > 3) &&
      telling.every((word) => hasWord(error.all, word))
    );
  });
  const found = quoting.map(([, error]) => error);
  return [...new Set([...found, ...(having.length > FEW ? [] : having)])].slice(0, FEW);
}

const query = new URLSearchParams(location.search).get("q");
const found = query ? errorsSaying(query) : [];
if (found.length) {
  const list = document.createElement("ul");
  list.className = "search";
  list.append(
    ...found.map(({ title, page, address }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = address;
      link.textContent = title;
      const where = document.createElement("p");
      where.className = "context";
      where.textContent = page;
      item.append(link, where);
      return item;
    }),
  );
  const title = document.createElement("h2");
  title.textContent = "Errors that say this";
  document.getElementById("errors-found").append(title, list);

  // Nothing else was found: then Sphinx would write below that nothing was.
  const stopPulse = Search.stopPulse;
  Search.stopPulse = () => {
    stopPulse();
    document.getElementById("search-results").hidden = !Search.output.children.length;
  };
}
