// How results look: links under what kind of place they lead to, the best kind first.

const GROUPS = [
  ["Errors", ["error"]],
  ["Claims, tested", ["claim, tested"]],
  ["Pages", ["tutorial", "how-to", "reference", "explanation", "page", "term"]],
];
const groupOf = (kind) => GROUPS.find(([, kinds]) => kinds.includes(kind))?.[0] ?? "Settings and options";

function element(tag, className, ...content) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...content);
  return made;
}

function item({ title, kind, address, page, isPage }, root) {
  const link = element("a", "search-result", element("span", "search-title", title));
  link.href = new URL(address, root);
  link.append(element("span", "search-where", isPage ? kind : page.title));
  return element("li", "", link);
}

/** Show `results` in `box`, with addresses from `root`. */
export function show(box, results, root) {
  const groups = Map.groupBy(results, ({ kind }) => groupOf(kind));
  const lists = [...groups].map(([name, members]) => {
    const list = element("ul", "search-list", ...members.map((each) => item(each, root)));
    list.setAttribute("aria-label", name);
    return [element("p", "search-group", name), list];
  });
  box.replaceChildren(...lists.flat());
}
