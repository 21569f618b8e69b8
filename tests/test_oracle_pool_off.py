import pytest

from tests.commands import NO_ISSUES, last_lines
from tests.oracle import ON_BOTH, SESSION
from tests.plugins.projects import ViewError

pytestmark = [
    pytest.mark.packages("oracledb"),
    pytest.mark.documented_failure,
    pytest.mark.only_with("Django>=5.2"),
]
EXAMPLE = "oracle_pool_off/settings.py"


@ON_BOTH
def test_neither_false_nor_an_empty_dictionary_is_taken(projects, oracle_server, record):
    """With False as with {}, the driver refuses the first request, before it connects."""
    site = projects.serve(EXAMPLE, oracle_server)
    errors = []
    for alias in ("default", "reports"):
        with pytest.raises(ViewError) as failure:
            site.sql(SESSION, alias=alias)
        errors.append(failure.value.errors[0])
    assert (
        errors
        == [{"type": "TypeError", "message": "pool must be an instance of oracledb.ConnectionPool"}]
        * 2
    )
    record(error=errors[0])


@ON_BOTH
def test_system_check_finds_nothing(projects, oracle_server, record):
    """`manage.py check` finds no issue."""
    said = last_lines(projects, EXAMPLE, oracle_server, ["check"])
    assert said == {"check": NO_ISSUES}
    record(said=said)
