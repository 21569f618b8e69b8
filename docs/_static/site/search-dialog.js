// The search, when a reader searches: a dialog, or the page search.html. What reads the index, and the
// index itself, are fetched with the first word.

const form = document.querySelector(".sidebar-search-container");
const root = new URL(document.documentElement.dataset.content_root, location.href);
const inRoot = (name) => new URL(form.dataset[name], root).href;

// The style of the dialog, which no page carries: it is there before anybody can open one.
const sheet = new CSSStyleSheet();
sheet.replaceSync(await (await fetch(inRoot("style"))).text());
document.adoptedStyleSheets.push(sheet);

let parts;
function load() {
  parts ??= Promise.all([
    import(inRoot("engine")),
    import(inRoot("view")),
    fetch(inRoot("index")).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
      return answer.json();
    }),
  ]).then(([{ Index }, view, data]) => ({ index: new Index(data), view }));
  parts.catch(() => (parts = undefined)); // a later try may succeed
  return parts;
}

/** Answer what is typed into `input` in `box`, and say in `status` how many answers there are. */
function answer(input, box, status) {
  async function update() {
    const query = input.value.trim();
    try {
      const { index, view } = await load();
      if (query !== input.value.trim()) return; // more was typed meanwhile
      const results = query ? index.search(query) : [];
      view.show(box, results, root);
      const count = results.length === 1 ? "1 result" : `${results.length} results`;
      status.textContent = query && (results.length ? count : "Nothing found. Try fewer words.");
    } catch {
      status.textContent = "The search index did not load. Try again, or use the index of the site.";
    }
  }
  input.addEventListener("input", update);
  box.addEventListener("keydown", (event) => move(event, input, box));
  input.addEventListener("keydown", (event) => move(event, input, box));
  return update;
}

/** The arrow keys go from the input through the results; Enter in the input opens the first. */
function move(event, input, box) {
  const links = [...box.querySelectorAll("a")];
  const here = links.indexOf(document.activeElement);
  if (event.key === "Enter" && here < 0) {
    event.preventDefault();
    links[0]?.click();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !links.length) return;
  event.preventDefault();
  (links[here + step] ?? (here + step < 0 ? input : links.at(-1))).focus();
}

let dialog;
/** Open the dialog, with `text` to search for. */
export function open(text = "") {
  dialog ??= makeDialog();
  if (!dialog.element.open) dialog.element.showModal();
  if (text) dialog.input.value = text;
  dialog.input.focus();
  if (!text) dialog.input.select(); // else the reader is in the middle of a word
  dialog.update();
}

function makeDialog() {
  const element = document.createElement("dialog");
  element.className = "search-dialog";
  element.setAttribute("aria-label", "Search");
  element.innerHTML = `
    <input class="search-input" role="searchbox" aria-label="Search this site" enterkeyhint="go"
      placeholder="An error, an option, a question" autocomplete="off" spellcheck="false">
    <p class="search-status" role="status"></p>
    <div class="search-results"></div>
    <p class="search-keys"><kbd>↑</kbd> <kbd>↓</kbd> choose, <kbd>Enter</kbd> opens, <kbd>Esc</kbd> closes</p>`;
  document.body.append(element);
  const [input, status, box] = element.children;
  element.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link || event.target === element) element.close(); // beside it is the backdrop
  });
  return { element, input, update: answer(input, box, status) };
}

/** Answer on the page search.html, whose address keeps what was asked. */
export function answerOn(page) {
  const input = page.querySelector("input");
  const update = answer(input, page.querySelector(".search-results"), page.querySelector(".search-status"));
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  input.addEventListener("input", () => {
    const address = new URL(location);
    address.searchParams.set("q", input.value);
    history.replaceState(history.state, "", address);
  });
  input.focus();
  update();
}
