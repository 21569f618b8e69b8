import pytest

from tests.commands import NO_ISSUES, last_lines
from tests.refusals import POOL_REFUSED_BY_PSYCOPG, error_of_first_request

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.2"),
    pytest.mark.documented_failure,
]
EXAMPLE = "postgresql_pool_misspelled/settings.py"


def test_first_request_is_refused(projects, postgresql, record):
    """The first request that needs the database fails: psycopg's pool does not know the name."""
    error = error_of_first_request(projects, EXAMPLE, postgresql)
    assert error["type"] == "TypeError"
    assert "got an unexpected keyword argument 'maxsize'" in error["message"]
    record(error=error)


def test_system_check_finds_nothing(projects, postgresql, record):
    """`manage.py check` finds no issue, with `--database default` neither."""
    said = last_lines(projects, EXAMPLE, postgresql, ["check", "check --database default"])
    assert set(said.values()) == {NO_ISSUES}
    record(said=said)


@pytest.mark.only_with("Django<5.1")
def test_django_without_a_pool_refuses_the_option(projects, postgresql, record):
    """Before Django 5.1, the first request fails: psycopg is given the option and refuses it."""
    error = error_of_first_request(projects, EXAMPLE, postgresql)
    assert error == POOL_REFUSED_BY_PSYCOPG
    record(error=error)
