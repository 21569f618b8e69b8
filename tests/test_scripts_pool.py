import sys

import pytest

from tests.waiting import eventually

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]
SCRIPT = "scripts_pool/ask.py"


def test_script_ends_when_it_is_done(programs, projects, postgresql, record):
    """The script prints its answer, and nothing else, and ends with exit code 0."""
    with postgresql.database() as database:
        command = [sys.executable, str(projects.examples / SCRIPT)]
        program = programs.start(SCRIPT, command, database)
        exit_code = eventually(lambda: program.exit_code, 0)
        printed = program.log.read_text()
    assert (exit_code, printed) == (0, "1\n")
    record(exit_code=exit_code, printed=printed.strip())
