"""Measure what pages weigh, how soon they are painted, how long builds take: `make bench-site`.

The figures go to evidence/benchmarks/site.json. QUICK=1 tries everything once and writes nothing.
"""

import json
import os
import shutil
import statistics
import sys
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import machine
from benchmarks.command import Failed
from benchmarks.site import builds, copies, lighthouse, visits
from evidence import schemas, store
from tests.servers.run_directory import run_directory
from tests.site.conftest import NAMES, QUIET
from tests.site.hosting import served

RESULT = store.BENCHMARKS / "site.json"
SCHEMA = Path(__file__).with_name("schema.json")
PAGES = {
    "howto/persistent_connections": "A how-to page with tabs",
    "index": "The first page",
    "reference/errors/postgresql_pool": "A page of errors",
    "proof/postgresql_pool": "A proof",
}
SITES = {
    "site": "This site",
    "tabs": "furo and sphinx-tabs",
    "furo": "furo",
    "floor": "One file, no script",
}
ROUNDS = 5
ROUNDS_OF_BUILDS = 3


def summary(values: list[float]) -> dict:
    return {
        "median": round(statistics.median(values), 3),
        "min": round(min(values), 3),
        "max": round(max(values), 3),
    }


def rounds_of(names: list[str], measure, count: int) -> dict[str, list]:
    """What ``measure`` says of each name, ``count`` times in turn."""
    taken = {name: [] for name in names}
    for number in range(1, count + 1):
        for name in names:
            taken[name].append(measure(name))
        print(f"  round {number} of {count}", flush=True)
    return taken


def measure_builds(directory: Path, rounds: int) -> dict:
    """Builds of this site, with fewer and more pages, too, and of an empty one, interleaved."""
    site, half, twice = (directory / name for name in ("site", "half", "twice"))
    empty = directory / "empty"
    measures = {
        "clean": (site, lambda: builds.of_this_site(site)),
        "unchanged": (site, lambda: builds.of_this_site_again(site)),
        "empty": (empty, lambda: builds.of(directory / "sources" / "empty", empty)),
        "half": (half, lambda: builds.of_half_of_this_site(half)),
        "twice": (twice, lambda: builds.of_this_site_with_pages_twice(twice)),
    }
    print("Building this site and an empty one of as many pages:", flush=True)
    taken = rounds_of(list(measures), lambda name: measures[name][1](), rounds)
    return {
        name: {"pages": builds.number_of_pages(measures[name][0]), "seconds": summary(values)}
        for name, values in taken.items()
    }


def measure_visits(browser, addresses: dict[str, str], pages: list[str], rounds: int) -> list:
    """First visits of each page on each site, interleaved."""
    found = []
    for page in pages:
        print(f"{PAGES[page]}:", flush=True)

        def visit(site, page=page):
            return visits.first_visit(browser, f"{addresses[site]}/{page}.html")

        taken = rounds_of(list(addresses), visit, rounds)
        sites = {
            SITES[site]: {key: summary([each[key] for each in visited]) for key in visited[0]}
            for site, visited in taken.items()
        }
        found.append({"page": page, "what": PAGES[page], "sites": sites})
    return found


def measure_scores(address: str, chromium: str, pages: list[str]) -> dict | str:
    """Lighthouse's scores of each page, on a phone and on a desktop; or why there are none."""
    try:
        program = lighthouse.program()
    except lighthouse.NotInstalled as reason:
        return str(reason)
    found = []
    for page in pages:
        for device in ("phone", "desktop"):
            address_of_page = f"{address}/{page}.html"
            desktop = device == "desktop"
            scores = lighthouse.scores(program, address_of_page, chromium, desktop=desktop)
            found.append({"what": f"{PAGES[page]}, {device}", "scores": scores})
            print(f"  {found[-1]}", flush=True)
    return {"version": lighthouse.version(program), "pages": found}


def measure(directory: Path, *, rounds: int, pages: list[str], chromium: str) -> dict:
    """Everything. Raises Failed if a build fails."""
    site, sources = directory / "site", directory / "sources"
    builds.of_this_site(site)
    read = [copies.read(site, name) for name in pages]
    copies.write_sources(site, sources / "empty", [], tabs=False)
    copies.write_sources(site, sources / "furo", read, tabs=False)
    copies.write_sources(site, sources / "tabs", read, tabs=True)
    copies.write_floor(directory / "floor", read)
    for name in ("furo", "tabs"):
        builds.of(sources / name, directory / name)
    with ExitStack() as stack:
        addresses = {name: stack.enter_context(served(directory / name)) for name in SITES}
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        visited = measure_visits(browser, addresses, pages, rounds)
        version = f"Chromium {browser.version}"
        browser.close()
        scores = measure_scores(addresses["site"], chromium, pages)
    return {
        "pages": visited,
        "lighthouse": scores,
        "builds": measure_builds(directory, min(rounds, ROUNDS_OF_BUILDS)),
        "browser": version,
    }


def table(measured: dict) -> str:
    """The measurements, a line each."""
    lines = [f"{'':42} {'bytes':>7} {'requests':>8} {'first':>6} {'largest':>7} {'blocked':>7}"]
    for page in measured["pages"]:
        for site, each in page["sites"].items():
            median = {key: value["median"] for key, value in each.items()}
            lines.append(
                f"{page['what'][:20]:21}{site[:20]:21} "
                f"{median['bytes']:7.0f} {median['requests']:8.0f} "
                f"{median['first_paint']:6.2f} {median['largest_paint']:7.2f} "
                f"{median['blocking']:7.3f}"
            )
    built = {
        name: (each["pages"], each["seconds"]["median"])
        for name, each in measured["builds"].items()
    }
    lines.append(f"builds, in pages and seconds of a processor: {built}")
    lines.append(f"Lighthouse: {measured['lighthouse']}")
    return "\n".join(lines)


def main() -> None:
    quick = bool(os.environ.get("QUICK"))
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        sys.exit("There is no Chromium: install it, or put its path into the variable CHROMIUM.")
    with run_directory() as directory:
        try:
            measured = measure(
                directory,
                rounds=1 if quick else ROUNDS,
                pages=list(PAGES)[:1] if quick else list(PAGES),
                chromium=chromium,
            )
        except Failed as failure:
            sys.exit(str(failure))
        print(table(measured))
        if quick:
            print("Nothing was written: QUICK is set.")
            return
        result = {"machine": machine.facts(), **measured}
        schemas.check(result, SCHEMA)
        text = json.dumps(result, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        store.replace(RESULT, text, staging=directory)
        print(f"Written to {RESULT.relative_to(store.ROOT)}.")


if __name__ == "__main__":
    main()
