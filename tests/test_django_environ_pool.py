import pytest

from tests.commands import NO_ISSUES
from tests.database_url import url_of
from tests.refusals import NO_MAPPING, error_of_first_request

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool", "django-environ"),
    pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.2"),
]
EXAMPLE = "django_environ_pool/settings.py"


def test_every_pool_in_the_url_is_refused(projects, postgresql, record):
    """`true` and `false` stay strings, and strings are no options: the first request fails.

    `manage.py check` passes.
    """
    errors = {}
    with postgresql.database() as database:
        for query in ("?pool=true", "?pool=false", "?pool=1"):
            url = url_of(database) + query
            error = error_of_first_request(
                projects, EXAMPLE, postgresql, database=database, DATABASE_URL=url
            )
            errors[query] = f"{error['type']}: {error['message']}"
        _, output = projects.manage(
            EXAMPLE, postgresql, "check", database=database, DATABASE_URL=url
        )
    assert all(map(NO_MAPPING.fullmatch, errors.values()))
    assert NO_ISSUES in output
    record(errors=errors)


def test_zero_is_no_pool(projects, postgresql, record):
    """With `?pool=0`, which becomes a number, five requests are served by five processes."""
    record(**requests_and_processes(projects, postgresql, "?pool=0", expected=5))


def test_max_age_in_the_url_is_djangos_setting(projects, postgresql, record):
    """With `?conn_max_age=60`, five requests of a thread are served by one server process."""
    record(**requests_and_processes(projects, postgresql, "?conn_max_age=60", expected=1))


def requests_and_processes(projects, postgresql, query: str, expected: int) -> dict[str, int]:
    """How many server processes serve five requests of one thread, with ``query`` in the URL."""
    with postgresql.database() as database:
        url = url_of(database) + query
        site = projects.serve(EXAMPLE, postgresql, threads=1, database=database, DATABASE_URL=url)
        processes = len({site.value("SELECT pg_backend_pid()") for _ in range(5)})
    assert processes == expected
    return {"requests": 5, "server_processes": processes}
