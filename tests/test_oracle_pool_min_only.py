import pytest

from tests.commands import NO_ISSUES, last_lines
from tests.oracle import ON_BOTH, SESSION
from tests.plugins.projects import ViewError

pytestmark = [
    pytest.mark.packages("oracledb"),
    pytest.mark.documented_failure,
    pytest.mark.only_with("Django>=5.2"),
]
EXAMPLE = "oracle_pool_min_only/settings.py"


@ON_BOTH
@pytest.mark.only_with("Django>=5.2", "oracledb>=26")
def test_first_request_is_refused(projects, oracle_server, record):
    """The first request is refused, by an error of the driver's: max is 2 unless it is set."""
    site = projects.serve(EXAMPLE, oracle_server)
    with pytest.raises(ViewError) as failure:
        site.sql(SESSION)
    assert failure.value.type == "oracledb.exceptions.ProgrammingError"
    assert failure.value.message == (
        "DPY-2064: parameter 'max' should be greater than or equal to parameter 'min'"
    )
    record(error=failure.value.errors[0])


@ON_BOTH
def test_system_check_finds_nothing(projects, oracle_server, record):
    """`manage.py check` finds no issue."""
    said = last_lines(projects, EXAMPLE, oracle_server, ["check"])
    assert said == {"check": NO_ISSUES}
    record(said=said)
