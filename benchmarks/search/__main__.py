"""Ask three searches what readers ask: `make bench-search`.

The site's own, Sphinx's and pagefind's, on the same pages, in Chromium, on the questions of
queries.toml. The result goes to evidence/benchmarks/search.json. QUICK=1 tries a few questions and
writes nothing.
"""

import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import machine
from benchmarks.search.engines import ENGINES, Engine
from benchmarks.search.queries import QUERIES, leads_to
from evidence import schemas, store
from tests.servers.run_directory import run_directory
from tests.site import hosting
from tests.site.conftest import NAMES, QUIET

BUILD = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-j", "auto", "-D", "sphinx_search=1"]
RESULT = store.BENCHMARKS / "search.json"
SCHEMA = Path(__file__).with_name("schema.json")
PAGES = "{index,tutorial/*,howto/*,explanation/*,reference/**/*}.html"
COLD = 7
"""How often a reader comes who has searched nothing yet."""


class Handler(hosting.Handler):
    """Serves without the site's policy: pagefind runs WebAssembly, which that does not allow."""

    def end_headers(self):
        SimpleHTTPRequestHandler.end_headers(self)


def build(site: Path) -> None:
    """Build the site with Sphinx's index, too, and what the other two searches need."""
    subprocess.run([*BUILD, "-c", ".", "docs", site], cwd=store.ROOT, check=True)
    shutil.rmtree(site / "proof")
    command = [sys.executable, "-m", "pagefind", "--site", site, "--glob", PAGES, "--quiet"]
    command += ["--root-selector", "article", "--exclude-selectors", ".headerlink"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"pagefind could not read the site:\n{done.stdout}{done.stderr}")
    for engine in ENGINES.values():
        for name, text in engine.files.items():
            (site / name).write_text(text)


def ask(page: Page, address: str, engine: Engine, query: str) -> tuple[float, list[list[str]]]:
    """How long the first answer took, in milliseconds, and the places where each answer leads."""
    answer = page.evaluate(engine.ask, query)
    return answer["ms"], [
        [without_parameters(url.removeprefix(f"{address}/")) for url in urls]
        for urls in answer["places"]
    ]


def without_parameters(url: str) -> str:
    """``url`` without what Sphinx adds to highlight words: page.html?highlight=x#here."""
    before, hash_sign, anchor = url.partition("#")
    return before.partition("?")[0] + hash_sign + anchor


def warm(page: Page, address: str, engine: Engine, queries: list[str]) -> dict:
    """Ask everything in one visit, after a question to warm up."""
    times, right, pages = [], {}, {}
    page.goto(address + engine.page)
    ask(page, address, engine, "warm up")
    for query in queries:
        if engine.loads_a_page:
            page.goto(address + engine.page)
        taken, found = ask(page, address, engine, query)
        times.append(taken)
        right[query] = [
            any(leads_to(place, QUERIES[query].places) for place in places) for places in found[:3]
        ]
        wanted = {place.partition("#")[0] for place in QUERIES[query].places}
        pages[query] = bool(found) and found[0][0].partition("#")[0] in wanted
    return {"times": times, "right": right, "pages": pages}


def cold(browser: Browser, address: str, engine: Engine, query: str, site: Path) -> dict:
    """The first question of a reader, and the bytes that were fetched for it, compressed."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + engine.page, wait_until="load" if engine.loads_a_page else "networkidle")
    fetched = set()
    page.on("request", lambda request: fetched.add(request.url.removeprefix(address)))
    taken, _ = ask(page, address, engine, query)
    context.close()
    files = {site / url.partition("?")[0].lstrip("/") for url in fetched} | {
        site / name for name in engine.scripts
    }
    size = sum(
        len(gzip.compress(file.read_bytes()))
        for file in files
        if file.suffix != ".html" and file.is_file()
    )
    return {"ms": taken, "bytes": size}


def summary(engine: Engine, asked: dict, first_visits: list[dict]) -> dict:
    hits = {}
    for kind in sorted({query.kind for query in QUERIES.values()}):
        of_kind = [right for query, right in asked["right"].items() if QUERIES[query].kind == kind]
        hits[kind] = {
            "asked": len(of_kind),
            "first_page": sum(
                hit for query, hit in asked["pages"].items() if QUERIES[query].kind == kind
            ),
            "first": sum(right[:1] == [True] for right in of_kind),
            "first_three": sum(any(right) for right in of_kind),
        }
    return {
        "what": engine.what,
        "hits": hits,
        "warm_ms": spread(asked["times"]),
        "cold_ms": spread([visit["ms"] for visit in first_visits]),
        "bytes": max(visit["bytes"] for visit in first_visits),
    }


def spread(times: list[float]) -> dict:
    return {
        "median": round(statistics.median(times), 1),
        "min": round(min(times), 1),
        "max": round(max(times), 1),
        "runs": len(times),
    }


def measure(browser: Browser, address: str, site: Path, quick: bool) -> dict:
    queries = list(QUERIES)[:: 8 if quick else 1]
    visits = {name: [] for name in ENGINES}
    for number in range(1 if quick else COLD):
        for name, engine in ENGINES.items():  # in turns: what slows the machine slows all
            query = queries[number % len(queries)]
            visits[name].append(cold(browser, address, engine, query, site))
    result = {}
    for name, engine in ENGINES.items():
        print(f"{engine.what} …", flush=True)
        context = browser.new_context()
        asked = warm(context.new_page(), address, engine, queries)
        context.close()
        result[name] = summary(engine, asked, visits[name])
    return result


def table(engines: dict) -> str:
    lines = [f"{'':24}  first  in three  warm ms  cold ms    bytes"]
    for each in engines.values():
        first, three = (
            sum(hit[key] for hit in each["hits"].values()) for key in ("first", "first_three")
        )
        lines.append(
            f"{each['what']:24}  {first:5}  {three:8}  {each['warm_ms']['median']:7.1f}"
            f"  {each['cold_ms']['median']:7.1f}  {each['bytes']:7}"
        )
    return "\n".join(lines)


def main() -> None:
    quick = bool(os.environ.get("QUICK"))
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        sys.exit(
            "No Chromium: install your system's package chromium, or put a path into CHROMIUM."
        )
    with run_directory() as directory, sync_playwright() as playwright:
        site = directory / "site"
        print("Building the site with all three …", flush=True)
        build(site)
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        with hosting.served(site, Handler) as address:
            engines = measure(browser, address, site, quick)
        browser.close()
    print(table(engines))
    if quick:
        print("Nothing was written: QUICK is set.")
        return
    result = {"machine": machine.facts(), "engines": engines}
    schemas.check(result, SCHEMA)
    text = json.dumps(result, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    with run_directory() as directory:
        store.replace(RESULT, text, staging=directory)
    print(f"Written to {RESULT.relative_to(store.ROOT)}.")


if __name__ == "__main__":
    main()
