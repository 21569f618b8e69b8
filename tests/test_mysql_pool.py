import pytest

from tests.commands import last_lines, verdicts
from tests.refusals import error_of_first_request

pytestmark = [
    pytest.mark.packages("mysqlclient"),
    pytest.mark.usefixtures("mysqlclient"),
    pytest.mark.documented_failure,
]
EXAMPLE = "mysql_pool/settings.py"


def test_driver_refuses_the_option(projects, mysql_server, record):
    """The first request that needs the database fails: the option goes straight to the driver."""
    error = error_of_first_request(projects, EXAMPLE, mysql_server)
    assert error["type"] == "TypeError"
    record(error=error)


def test_system_check_finds_it_only_with_a_database(projects, mysql_server, record):
    """`manage.py check` passes; `check --database default` and `migrate --check` fail."""
    commands = ["check", "check --database default", "migrate --check"]
    said = last_lines(projects, EXAMPLE, mysql_server, commands)
    assert said["check"] == "System check identified no issues (0 silenced)."
    assert said["check --database default"] == said["migrate --check"]
    record(said=said)


def test_what_commands_say(projects, mysql_server, record):
    """`manage.py check` passes; `check --database default` and `migrate --check` fail."""
    said = verdicts(projects, EXAMPLE, mysql_server)
    assert said == {"check": "passes", "check_database": "fails", "migrate_check": "fails"}
    record(**said)
