import pytest

from tests.commands import NO_ISSUES, last_lines, verdicts
from tests.refusals import POOL_REFUSED_BY_PSYCOPG, error_of_first_request

pytestmark = [
    pytest.mark.packages("psycopg"),
    pytest.mark.only_with("Django>=5.1"),
    pytest.mark.documented_failure,
]
EXAMPLE = "postgresql_pool_empty/settings.py"


def test_there_is_no_pool(projects, postgresql, record):
    """Five requests, one after another, open five connections, as without a pool."""
    site = projects.serve(EXAMPLE, postgresql)
    server_processes = {site.value("SELECT pg_backend_pid()") for _ in range(5)}
    assert len(server_processes) == 5
    record(requests=5, server_processes=len(server_processes))


def test_no_command_notices(projects, postgresql, record):
    """Neither `manage.py check` nor `check --database default` says that there is no pool."""
    said = last_lines(projects, EXAMPLE, postgresql, ["check", "check --database default"])
    assert set(said.values()) == {NO_ISSUES}
    record(said=said)


@pytest.mark.only_with("Django<5.1")
def test_django_without_a_pool_refuses_the_option(projects, postgresql, record):
    """Before Django 5.1, the first request fails: psycopg is given the option and refuses it."""
    error = error_of_first_request(projects, EXAMPLE, postgresql)
    assert error == POOL_REFUSED_BY_PSYCOPG
    record(error=error)


def test_what_commands_say(projects, postgresql, record):
    """No command notices, `migrate --check` neither."""
    said = verdicts(projects, EXAMPLE, postgresql)
    assert said == {"check": "passes", "check_database": "passes", "migrate_check": "passes"}
    record(**said)
