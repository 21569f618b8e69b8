"""A page whose code is not proven, or whose directive is wrong, does not build."""

import copy
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence import store
from tests.once import once_a_run

PROVEN = "postgresql_pool_sized/settings.py"
FACT = "test_pool_never_exceeds_max_size clients"


def prove(site: Path, topic: str) -> str:
    """Make a topic of that name with evidence that fits it, from one that is really proven."""
    example = f"{topic}/settings.py"
    (site / "examples" / topic).mkdir(parents=True)
    shutil.copy(store.EXAMPLES / PROVEN, site / "examples" / example)
    combinations = store.load(PROVEN)["combinations"]
    store.write(example, combinations, site / "examples", site / "evidence")
    return example


def change_a_byte(site: Path, example: str) -> None:
    path = site / "examples" / example
    path.write_text(path.read_text().replace('"timeout": 2', '"timeout": 3'))


def add_a_companion(site: Path, example: str) -> None:
    (site / "examples" / example).with_name("pgbouncer.ini").write_text("[pgbouncer]\n")


def remove_evidence(site: Path, example: str) -> None:
    store.evidence_path(example, site / "evidence").unlink()


def edit_evidence(site: Path, example: str) -> None:
    path = store.evidence_path(example, site / "evidence")
    path.write_text(path.read_text().replace('"clients": 8', '"clients": 9'))


def truncate_evidence(site: Path, example: str) -> None:
    path = store.evidence_path(example, site / "evidence")
    path.write_text(path.read_text()[:100])


def change_evidence(site: Path, example: str, change: Callable[[dict], None]) -> None:
    """Change what the evidence says and seal it again, as a faulty program might."""
    path = store.evidence_path(example, site / "evidence")
    recorded = json.loads(path.read_text())
    change(recorded)
    path.write_text(json.dumps(recorded | {"seal": store.seal(recorded)}))


def leave_the_schema(site: Path, example: str) -> None:
    def change(recorded):
        recorded["observations"][0]["outcome"] = "probably fine"

    change_evidence(site, example, change)


def take_foreign_evidence(site: Path, example: str) -> None:
    def change(recorded):
        recorded["example"] = PROVEN

    change_evidence(site, example, change)


def disagree(site: Path, example: str) -> None:
    def change(recorded):
        second = copy.deepcopy(recorded["observations"][-1])
        second["on"] = [second["on"][-1] | {"python": "3.99"}]
        claim, fact = FACT.split()
        second["claims"][claim]["facts"][fact] = 9
        recorded["observations"].append(second)

    change_evidence(site, example, change)


SHOW = ".. example:: {example}"
QUOTE = f":fact:`{{example}} {FACT}`"
TROUBLES = {
    "byte_changed": (change_a_byte, SHOW, "has changed since {example} was proven", "stale"),
    "companion_added": (add_a_companion, SHOW, "has changed since {example} was proven", "stale"),
    "evidence_missing": (remove_evidence, SHOW, "{example}.json does not exist", "missing"),
    "evidence_edited": (edit_evidence, SHOW, "{example}.json was edited by hand", "invalid"),
    "evidence_truncated": (truncate_evidence, SHOW, "{example}.json is not JSON", "invalid"),
    "evidence_off_schema": (leave_the_schema, SHOW, "not as evidence/schema.json says", "invalid"),
    "evidence_of_another": (take_foreign_evidence, SHOW, f"is about {PROVEN}", "invalid"),
    "quoted_evidence_stale": (change_a_byte, QUOTE, "has changed since {example}", "stale"),
    "combinations_disagree": (disagree, QUOTE, "the combinations of", "ambiguous"),
}
"""What goes wrong with an example, what its page says, and the warning and its kind."""

MISTAKES = {
    "unknown_example": (".. example:: nothing/settings.py", "There is no examples/nothing"),
    "unknown_object": (SHOW + "\n   :pyobject: CACHES", "it defines no CACHES."),
    "marker_in_two_lines": (SHOW + '\n   :start-at: "', "a marker has to be in one."),
    "unknown_fact": (":fact:`{example} customers`", "0 tests recorded customers; facts: "),
    "fact_on_another_server": (
        f":fact:`{{example}}@MariaDB {FACT}`",
        "it did not run on MariaDB, but on PostgreSQL.",
    ),
    "fact_on_another_version": (
        f":fact:`{{example}}@Django=1.11 {FACT}`",
        "it did not run on Django=1.11, but on ",
    ),
    "since_when_nothing_older_differs": (
        ":since:`{example} psycopg-pool`",
        "did nothing else on the oldest psycopg-pool",
    ),
    "fact_of_several_tests": (":fact:`{example} error`", "tests recorded error"),
    "code_typed_by_hand": (
        ".. code-block:: python\n\n   DATABASES = {{}}",
        "code that nothing proves",
    ),
    "no_reason_not_to_run": (
        ".. not-run:: bash\n\n   reboot",
        "not-run needs the option :because:",
    ),
    "note_that_has_become_false": (
        ".. never-run:: {example}\n\n   It never ran.",
        "has run by now, as its evidence says: rewrite this note.",
    ),
    "unknown_setting": (":setting:`CONN_MIN_AGE`", "reference target not found: CONN_MIN_AGE"),
    "unknown_section": (":ref:`it <django:nowhere>`", "undefined label: 'django:nowhere'"),
    "unknown_fault": (
        ".. fault-summary:: a_flood",
        "a_flood.json does not exist. Run `make faults",
    ),
    "unknown_fact_of_a_fault": (
        ":fault-fact:`server_down no_pool seconds`",
        "There is nothing to quote for server_down no_pool seconds",
    ),
    "unknown_cell": (":fault:`server_down odyssey`", "server_down.json says nothing of odyssey"),
    "error_that_no_cell_had": (
        ".. observed-fault:: server_down no_pool out of memory",
        "has the words 'out of memory'. Its errors: ",
    ),
    "unknown_patch": (".. upstream-patch:: 9999 {example}", "There is no patch 9999"),
    "patch_without_proof": (".. upstream-patch:: 0001", "Name the examples whose evidence proves"),
    "matrix_without_rows": (".. support-matrix::\n\n   nothing", "has a definition for each row"),
}
"""What a page says, and the warning. The page's example is proven."""


@pytest.fixture(scope="module")
def warnings(tmp_path_factory) -> str:
    return once_a_run(tmp_path_factory, "warnings", lambda: build(tmp_path_factory.mktemp("site")))


def build(site: Path) -> str:
    """What a strict build says of a site with one page for each trouble and each mistake."""
    for folder in ("_ext", "inventories"):
        shutil.copytree(store.ROOT / "docs" / folder, site / "docs" / folder)
    shutil.copy(store.ROOT / "conf.py", site)
    (site / "evidence").mkdir()
    for name in ("__init__.py", "store.py", "schemas.py", "schema.json"):
        shutil.copy(store.EVIDENCE / name, site / "evidence")
    shutil.copytree(store.FAULTS, site / "evidence" / "faults")
    shutil.copytree(store.ROOT / "upstream", site / "upstream")
    pages = {}
    for name, (spoil, page, _, _) in TROUBLES.items():
        example = prove(site, name)
        spoil(site, example)
        pages[name] = page.format(example=example)
    proven = prove(site, "proven")
    for name, (page, _) in MISTAKES.items():
        pages[name] = page.format(example=proven)
    pages["sound"] = f".. example:: {proven}\n\n" + "\n".join(
        QUOTE.format(example=name) for name in (proven, f"{proven}@PostgreSQL", f"{proven}@Django")
    )
    pages["sound"] += "\n\n.. version-table:: psycopg\n\n   A pool\n      proven"
    pages["index"] = ".. toctree::\n\n" + "".join(f"   {name}\n" for name in pages)
    for name, page in pages.items():
        (site / "docs" / f"{name}.rst").write_text(f"{name}\n{'=' * len(name)}\n\n{page}\n")
    options = ["-q", "-n", "-W", "--keep-going", "-E", "-b", "dummy", "-c", str(site)]
    built = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, str(site / "docs"), str(site / "_build")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 1, built.stderr
    return built.stderr


def of_page(warnings: str, page: str) -> str:
    return "\n".join(line for line in warnings.splitlines() if f"{page}.rst:" in line)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_spoiled_proof_is_a_warning(warnings, trouble):
    _, _, expected, kind = TROUBLES[trouble]
    said = of_page(warnings, trouble)
    assert expected.format(example=f"{trouble}/settings.py") in said
    assert f"[evidence.{kind}]" in said


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_in_a_directive_is_a_warning(warnings, mistake):
    assert MISTAKES[mistake][1] in of_page(warnings, mistake)


def test_proven_page_builds_without_a_warning(warnings):
    assert of_page(warnings, "sound") == ""
