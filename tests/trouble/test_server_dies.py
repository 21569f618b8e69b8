"""A server that dies in mid-run is named, with the end of its log."""

import pytest

pytestmark = pytest.mark.waits(1)  # for another run

KILLS_IT = """
import os
import signal

def test_that_loses_its_server(postgresql):
    os.kill(postgresql.process.pid, signal.SIGQUIT)
    postgresql.query("SELECT pg_sleep(20)")
"""

LOGGED = "LOG:  received immediate shutdown request"


def test_end_of_the_log_is_in_the_report_and_in_the_last_lines(clone, postgresql_binaries):
    clone.add("tests/test_topic.py", KILLS_IT)
    run = clone.run()
    assert run.exit_code == pytest.ExitCode.TESTS_FAILED
    report, _, last_lines = run.output.partition("short test summary info")
    assert "server closed the connection unexpectedly" in report
    _, _, logged = report.partition("- what PostgreSQL logged during this test -")
    assert LOGGED in logged
    assert "During the run PostgreSQL ended with exit code 0. Its log ends:\n" in last_lines
    assert LOGGED in last_lines
