from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.app_owner import create_app_owner
from tests.commands import NO_ISSUES, last_lines, verdicts
from tests.plugins.projects import ViewError
from tests.waiting import eventually

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
    pytest.mark.documented_failure,
]
EXAMPLE = "postgresql_pool_assume_role/settings.py"
TIMED_OUT = "couldn't get a connection after 2.00 sec"


@pytest.fixture(autouse=True)
def app_owner(postgresql, tmp_path_factory):
    """The role is there, and the login may assume it: that is not what fails."""
    create_app_owner(postgresql, tmp_path_factory)


def error_of(site) -> dict:
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    return failure.value.errors[0]


@pytest.mark.waits(2)
def test_every_request_times_out(projects, postgresql, record):
    """Three requests at a time wait for the pool, which never has a connection, and fail."""
    site = projects.serve(EXAMPLE, postgresql, threads=4)
    with ThreadPoolExecutor(3) as clients:
        errors = list(clients.map(error_of, [site] * 3))
    expected = {"type": "django.db.utils.OperationalError", "message": TIMED_OUT}
    assert errors == [expected] * 3
    assert site.pool()["pool_available"] == 0
    record(requests=3, failed_requests=len(errors), error=errors[0])


def test_pool_waits_for_itself(projects, postgresql, record):
    """While one request waits, four are in the pool's queue: its own three threads wait, too.

    To write SET ROLE, Django asks the pool for a connection while the pool is making its first.
    """
    site = projects.serve(EXAMPLE, postgresql, threads=4)
    with site.waiting(1, "SELECT 1"):
        waiting = eventually(lambda: site.pool().get("requests_waiting"), 4)
    assert waiting == 4
    record(requests_sent=1, requests_waiting=waiting)


@pytest.mark.waits(2)
def test_system_check_finds_nothing(projects, postgresql, record):
    """`manage.py check` passes; `manage.py migrate --check` times out."""
    said = last_lines(projects, EXAMPLE, postgresql, ["check", "migrate --check"])
    assert said == {
        "check": NO_ISSUES,
        "migrate --check": f"django.db.utils.OperationalError: {TIMED_OUT}",
    }
    record(said=said)


@pytest.mark.waits(2)
def test_what_commands_say(projects, postgresql, record):
    """`manage.py check` passes, with `--database default`, too; `migrate --check` fails."""
    said = verdicts(projects, EXAMPLE, postgresql)
    assert said == {"check": "passes", "check_database": "passes", "migrate_check": "fails"}
    record(**said)
