import pytest

from tests.commands import NO_ISSUES, last_lines
from tests.refusals import error_of_first_request

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.2"),
    pytest.mark.documented_failure,
]
EXAMPLE = "environment_pool_strings/settings.py"
SIZES = {"DB_POOL_MIN_SIZE": "2", "DB_POOL_MAX_SIZE": "10"}


def test_first_request_is_refused(projects, postgresql, record):
    """Sizes that are strings fail the first request that needs the database."""
    error = error_of_first_request(projects, EXAMPLE, postgresql, **SIZES)
    assert error == {
        "type": "TypeError",
        "message": "'<' not supported between instances of 'str' and 'int'",
    }
    record(error=error)


def test_system_check_finds_nothing(projects, postgresql, record):
    """`manage.py check` passes; `manage.py migrate --check` fails with the same error."""
    projects.environment |= SIZES
    said = last_lines(projects, EXAMPLE, postgresql, ["check", "migrate --check"])
    assert said["check"] == NO_ISSUES
    assert said["migrate --check"].startswith("TypeError: '<' not supported")
    record(said=said)
