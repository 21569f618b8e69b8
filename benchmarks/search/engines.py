"""The three searches, each as a reader meets it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Engine:
    what: str
    page: str
    """Where a reader is who begins to search."""
    ask: str
    """A function that asks a question there: how long the first answer took, and all answers, the
    places of each."""
    files: dict[str, str] = field(default_factory=dict)
    """What has to be added to the site for it."""
    scripts: tuple[str, ...] = ()
    """What its page loads that the other pages do not, before a question."""
    loads_a_page: bool = False
    """Whether it answers one question a page."""


OWN = """
    async (query) => {
        const first = (box) => new Promise((done) => {
            new MutationObserver((_, observer) => {
                if (!box.querySelector("a")) return;
                observer.disconnect();
                requestAnimationFrame(done);
            }).observe(box, { childList: true, subtree: true });
        });
        const began = performance.now();
        if (!document.querySelector("dialog")) {
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }));
            while (!document.querySelector("dialog")) await new Promise(requestAnimationFrame);
        }
        const dialog = document.querySelector("dialog");
        const input = dialog.querySelector("input");
        const box = dialog.querySelector(".search-results");
        input.value = query;
        const answered = first(box);
        input.dispatchEvent(new Event("input"));
        await Promise.race([answered, new Promise((done) => setTimeout(done, 3000))]);
        const ms = performance.now() - began;
        return { ms, places: [...box.querySelectorAll("a")].map((link) => [link.href]) };
    }
"""

# A reader of furo's goes to its search page, which shows results as they come, each with a summary
# that it fetches.
SPHINX = """
    async (query) => {
        const box = document.getElementById("search-results");
        const answered = new Promise((done) => {
            new MutationObserver((_, observer) => {
                if (!box.querySelector("li a")) return;
                observer.disconnect();
                requestAnimationFrame(done);
            }).observe(box, { childList: true, subtree: true });
        });
        Search.performSearch(query);
        await Promise.race([answered, new Promise((done) => setTimeout(done, 3000))]);
        const ms = performance.now(); // since the page was asked for
        await new Promise((done) => setTimeout(done, 300));
        return { ms, places: [...box.querySelectorAll("li > a")].map((link) => [link.href]) };
    }
"""

SPHINX_PAGE = """<!doctype html>
<html lang="en" data-content_root="./">
<title>Sphinx's search</title>
<div id="search-results"></div>
<script src="_static/documentation_options.js"></script>
<script src="_static/doctools.js"></script>
<script src="_static/sphinx_highlight.js"></script>
<script src="_static/language_data.js"></script>
<script src="_static/searchtools.js"></script>
<script src="searchindex.js"></script>
"""

# Its own dialog waits for 300 ms after the last key, which are not counted, and shows of a page the
# three sections that have the words most often.
PAGEFIND = """
    async (query) => {
        const best = (sections) =>
            sections.toSorted((a, b) => b.locations.length - a.locations.length).slice(0, 3);
        const began = performance.now();
        window.pagefind ??= await import("/pagefind/pagefind.js");
        const { results } = await pagefind.search(query);
        const shown = results.length ? [await results[0].data()] : [];
        const ms = performance.now() - began;
        shown.push(...await Promise.all(results.slice(1, 3).map((result) => result.data())));
        const places = shown.map(({ url, sub_results }) =>
            [url, ...best(sub_results).map((each) => each.url)]
                .map((place) => new URL(place, location).href));
        return { ms, places };
    }
"""

ENGINES = {
    "own": Engine("This site's own search", "/howto/postgresql_pool.html", OWN),
    "sphinx": Engine(
        "Sphinx's search",
        "/sphinx-search.html",
        SPHINX,
        files={"sphinx-search.html": SPHINX_PAGE},
        scripts=("_static/language_data.js", "_static/searchtools.js", "searchindex.js"),
        loads_a_page=True,
    ),
    "pagefind": Engine("pagefind", "/howto/postgresql_pool.html", PAGEFIND),
}
