"""Apply the series to the newest Django, and run Django's own checks on it: `make upstream`.

REQUIRE=spelling makes it a failure that the spelling cannot be checked.
"""

import os
import sys
import time

from tests.cache import CACHE
from upstream import UpstreamError, blocks, checks, reports, series, source

DIRECTORY = CACHE / "upstream"
YELLOW, RED, PLAIN = ("\033[33m", "\033[31m", "\033[0m") if sys.stdout.isatty() else ("", "", "")
NO_ENCHANT = (
    "NOT RUN: enchant or its American dictionary is missing. "
    "apt-get install libenchant-2-2 hunspell-en-us, and run again."
)


def main() -> int:
    """Say what holds, line by line; return 1 if something does not."""
    patches = series.series()
    archive, warning = source.newest(DIRECTORY)
    if warning:
        print(f"{YELLOW}{warning}{PLAIN}")
    print(f"Django {source.version_of(archive)}, {len(patches)} patches")
    tree = source.unpacked(archive)
    series.apply(tree, patches)
    say("every patch applies")
    failed = not examples_hold(patches)
    environment = checks.Environment(DIRECTORY / "venv")
    environment.install(tree / "docs" / "requirements.txt")
    chosen = checks.CHECKS
    if not environment.can_spell():
        chosen = [check for check in chosen if check is not checks.SPELLING]
        say("spelling", NO_ENCHANT, YELLOW)
        failed |= "spelling" in os.environ.get("REQUIRE", "").split(",")
    files = sorted({name for patch in patches for name in patch.files})
    print("Asking Django's own checks (the first time takes minutes) …", flush=True)
    before = checks.baseline(tree, environment, chosen, files)
    series.apply(tree, patches)
    for check in chosen:
        started = time.monotonic()
        new = checks.new_complaints(check, tree, environment, files, before[check.name])
        failed |= bool(new)
        say(
            check.name,
            "\n  ".join(new) or f"{time.monotonic() - started:.0f} s",
            RED if new else "",
        )
    if not checks.links_checked(before):
        say("links to other documentations", "NOT CHECKED: they could not be fetched", YELLOW)
    problems = reports.oracle_pool_false(tree, environment)
    failed |= bool(problems)
    say('report on Oracle\'s "pool": False', "\n".join(problems), RED)
    return int(failed)


def examples_hold(patches: list[series.Patch]) -> bool:
    """Whether each code block is the bytes of an example; say where one is not."""
    added = [block for patch in patches for block in blocks.blocks(patch)]
    unproven = [block for block in added if not blocks.proven_by(block.code)]
    said = [f"{block.patch}, in {block.file}:\n{block.code}" for block in unproven]
    say(f"{len(added)} code blocks are examples", "\n".join(said), RED)
    return not unproven


def say(what: str, more: str = "", color: str = "") -> None:
    print(f"  {color if more else ''}{what}{f': {more}' if more else ''}{PLAIN}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except UpstreamError as error:
        sys.exit(f"{RED}{error}{PLAIN}")
