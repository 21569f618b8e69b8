import pytest

from tests.commands import verdicts

pytestmark = [
    pytest.mark.packages("mysqlclient", "django-db-connection-pool", "SQLAlchemy"),
    pytest.mark.usefixtures("mysqlclient"),
    pytest.mark.documented_failure,
]
EXAMPLE = "mysql_db_connection_pool_misspelled/settings.py"


def test_options_are_ignored(projects, mysql_server, record):
    """Twenty requests at a time hold twenty connections, as with the defaults, and nothing warns.

    With the sizes that are asked for, there would be two.
    """
    site = projects.serve(EXAMPLE, mysql_server, threads=20)
    with site.holding(20, "SELECT 1"):
        held = len(site.sessions())
    assert held == 20
    record(requests_at_a_time=20, connections=held)


def test_system_check_finds_nothing(projects, mysql_server, record):
    """`manage.py check --database default` reports no issue."""
    exit_code, output = projects.manage(EXAMPLE, mysql_server, "check", "--database", "default")
    assert exit_code == 0
    record(output=output.strip())


def test_what_commands_say(projects, mysql_server, record):
    """No command notices, `migrate --check` neither."""
    said = verdicts(projects, EXAMPLE, mysql_server)
    assert said == {"check": "passes", "check_database": "passes", "migrate_check": "passes"}
    record(**said)
