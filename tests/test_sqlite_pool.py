import pytest

from tests.commands import NO_ISSUES, last_lines, verdicts
from tests.plugins.projects import ViewError

pytestmark = [pytest.mark.packages(), pytest.mark.documented_failure]
EXAMPLE = "sqlite_pool/settings.py"


def test_driver_refuses_the_option(projects, sqlite, record):
    """The first request that needs the database fails in Python's own sqlite3 module."""
    site = projects.serve(EXAMPLE, sqlite)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "TypeError"
    record(error=failure.value.errors[0])


def test_system_check_finds_nothing(projects, sqlite, record):
    """`manage.py check` finds no issue, with `--database default` neither."""
    said = last_lines(projects, EXAMPLE, sqlite, ["check", "check --database default"])
    assert set(said.values()) == {NO_ISSUES}
    record(said=said)


def test_migrate_check_fails(projects, sqlite, record):
    """`manage.py migrate --check` stops with the error: a deploy script can use it to find out."""
    said = last_lines(projects, EXAMPLE, sqlite, ["migrate --check"])["migrate --check"]
    assert said in {
        "TypeError: Connection() got an unexpected keyword argument 'pool'",
        "TypeError: 'pool' is an invalid keyword argument for Connection()",  # Python 3.12
    }
    record(said=said)


def test_what_commands_say(projects, sqlite, record):
    """`manage.py check` passes, with `--database default`, too; `migrate --check` fails."""
    said = verdicts(projects, EXAMPLE, sqlite)
    assert said == {"check": "passes", "check_database": "passes", "migrate_check": "fails"}
    record(**said)
