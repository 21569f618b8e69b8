import pytest

from tests.commands import NO_ISSUES, last_lines

pytestmark = [
    pytest.mark.packages("django-db-connection-pool", "SQLAlchemy"),
    pytest.mark.documented_failure,
]
EXAMPLE = "sqlite_db_connection_pool/settings.py"


def test_there_is_no_such_backend(projects, sqlite, record):
    """`manage.py check` passes; `manage.py migrate` fails, as the first query does."""
    exit_code, output = projects.manage(EXAMPLE, sqlite, "migrate")
    assert exit_code == 1
    first_line = next(line for line in output.splitlines() if "isn't an available" in line)
    said = last_lines(projects, EXAMPLE, sqlite, ["check"])
    assert said == {"check": NO_ISSUES}
    record(error=first_line, said=said)
