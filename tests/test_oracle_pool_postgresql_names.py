import pytest

from tests.commands import NO_ISSUES, last_lines, verdicts
from tests.oracle import ON_BOTH, SESSION
from tests.plugins.projects import ViewError

pytestmark = [
    pytest.mark.packages("oracledb"),
    pytest.mark.documented_failure,
    pytest.mark.only_with("Django>=5.2"),
]
EXAMPLE = "oracle_pool_postgresql_names/settings.py"


@ON_BOTH
def test_first_request_is_refused(projects, oracle_server, record):
    """The first request that needs the database is refused by the driver, before it connects."""
    site = projects.serve(EXAMPLE, oracle_server)
    with pytest.raises(ViewError) as failure:
        site.sql(SESSION)
    assert failure.value.type == "TypeError"
    assert failure.value.message == ("create_pool() got an unexpected keyword argument 'min_size'")
    record(error=failure.value.errors[0])


@ON_BOTH
def test_system_check_finds_nothing(projects, oracle_server, record):
    """`manage.py check` finds no issue."""
    said = last_lines(projects, EXAMPLE, oracle_server, ["check"])
    assert said == {"check": NO_ISSUES}
    record(said=said)


@ON_BOTH
def test_what_commands_say(projects, oracle_server, record):
    """`manage.py check` passes, with `--database default`, too; `migrate --check` fails."""
    said = verdicts(projects, EXAMPLE, oracle_server)
    assert said == {"check": "passes", "check_database": "passes", "migrate_check": "fails"}
    record(**said)
