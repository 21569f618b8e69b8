"""Check the links to other sites, each at most once in a month: `make links`.

Sphinx asks; what answered is kept in ``.cache/links.json``, and not asked again before it is due.
A link that fails is asked again on each run.
"""

import json
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".cache" / "links.json"
OUTPUT = ROOT / "_build" / "linkcheck"
GOOD_FOR = timedelta(days=30)
ANSWERED = {"working", "redirected"}


def fresh(kept: dict[str, str], today: date) -> dict[str, str]:
    """The addresses, with the days on which they answered, that are not due again."""
    return {
        address: day for address, day in kept.items() if today - date.fromisoformat(day) < GOOD_FOR
    }


def ask(known: dict[str, str]) -> int:
    """Let Sphinx ask for all links that are not ``known``: what it returned."""
    # Sphinx takes a list by its commas: an address that has one is asked each time.
    ignored = ",".join(f"^{re.escape(address)}$" for address in known if "," not in address)
    command = [sys.executable, "-m", "sphinx", "-b", "linkcheck", "-c", ".", "-q"]
    return subprocess.run(
        [*command, "-D", f"linkcheck_ignore={ignored}", "docs", OUTPUT], cwd=ROOT, check=False
    ).returncode


def answered(lines: list[str], today: date) -> dict[str, str]:
    """The addresses that answered, of Sphinx's report."""
    found = [json.loads(line) for line in lines]
    return {each["uri"]: today.isoformat() for each in found if each["status"] in ANSWERED}


def main() -> None:
    today = date.today()
    known = fresh(json.loads(KEPT.read_text()) if KEPT.exists() else {}, today)
    status = ask(known)
    report = OUTPUT / "output.json"
    if report.exists():
        known |= answered(report.read_text().splitlines(), today)
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
    if status:
        sys.exit(f"Some links lead nowhere: {OUTPUT.relative_to(ROOT)}/output.txt names them.")


if __name__ == "__main__":
    main()
