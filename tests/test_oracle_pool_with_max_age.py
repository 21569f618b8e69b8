import pytest

from tests.commands import NO_ISSUES, last_lines
from tests.oracle import ON_BOTH, SESSION
from tests.plugins.projects import ViewError

pytestmark = [
    pytest.mark.packages("oracledb"),
    pytest.mark.documented_failure,
    pytest.mark.only_with("Django>=5.2"),
]
EXAMPLE = "oracle_pool_with_max_age/settings.py"


@ON_BOTH
def test_first_request_is_refused(projects, oracle_server, record):
    """The first request that needs the database is refused by Django, before it connects."""
    site = projects.serve(EXAMPLE, oracle_server)
    with pytest.raises(ViewError) as failure:
        site.sql(SESSION)
    assert failure.value.type == "django.core.exceptions.ImproperlyConfigured"
    assert failure.value.message == ("Pooling doesn't support persistent connections.")
    record(error=failure.value.errors[0])


@ON_BOTH
def test_system_check_finds_nothing(projects, oracle_server, record):
    """`manage.py check` finds no issue."""
    said = last_lines(projects, EXAMPLE, oracle_server, ["check"])
    assert said == {"check": NO_ISSUES}
    record(said=said)
