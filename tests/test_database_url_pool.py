import pytest

from tests.commands import NO_ISSUES
from tests.database_url import url_of
from tests.refusals import NO_MAPPING, error_of_first_request

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool", "dj-database-url"),
    pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.2"),
]
EXAMPLE = "database_url_pool/settings.py"


def test_true_is_a_pool_with_the_defaults(projects, postgresql, record):
    """`?pool=true` gives the process a pool with psycopg's own sizes."""
    with postgresql.database() as database:
        url = f"{url_of(database)}?pool=true"
        site = projects.serve(EXAMPLE, postgresql, database=database, DATABASE_URL=url)
        site.sql("SELECT 1")
        options = site.pool_options()
    seen = {name: options[name] for name in ("min_size", "max_size", "timeout")}
    assert seen == {"min_size": 4, "max_size": 4, "timeout": 30}
    record(options=seen)


def test_false_is_no_pool(projects, postgresql, record):
    """With `?pool=false`, five requests are served by five server processes."""
    with postgresql.database() as database:
        url = f"{url_of(database)}?pool=false"
        site = projects.serve(EXAMPLE, postgresql, database=database, DATABASE_URL=url)
        processes = len({site.value("SELECT pg_backend_pid()") for _ in range(5)})
    assert processes == 5
    record(requests=5, server_processes=processes)


def test_other_values_are_refused(projects, postgresql, record):
    """A number, a word and a dictionary are none of these: the first request fails.

    `manage.py check` passes.
    """
    values = {
        "?pool=1": "?pool=1",
        "?pool=yes": "?pool=yes",
        '?pool={"max_size":10}': "?pool=%7B%22max_size%22%3A10%7D",
    }
    errors = {}
    with postgresql.database() as database:
        for shown, written in values.items():
            url = url_of(database) + written
            error = error_of_first_request(
                projects, EXAMPLE, postgresql, database=database, DATABASE_URL=url
            )
            errors[shown] = f"{error['type']}: {error['message']}"
            _, output = projects.manage(
                EXAMPLE, postgresql, "check", database=database, DATABASE_URL=url
            )
            assert NO_ISSUES in output
    assert all(map(NO_MAPPING.fullmatch, errors.values()))
    record(errors=errors)


def test_max_age_in_the_url_is_refused(projects, postgresql, record):
    """`?conn_max_age=60` is handed to psycopg, which does not know it."""
    error = refused(projects, postgresql, "?conn_max_age=60")
    assert error["message"] == 'invalid connection option "conn_max_age"'
    record(error=error)


def test_max_age_is_no_pool(projects, postgresql, record):
    """The argument `conn_max_age` makes persistent connections: with a pool, it is refused."""
    error = refused(projects, postgresql, "?pool=true", DB_CONN_MAX_AGE="60")
    assert error["message"] == "Pooling doesn't support persistent connections."
    with postgresql.database() as database:
        site = projects.serve(
            *(EXAMPLE, postgresql),
            threads=8,
            database=database,
            DATABASE_URL=url_of(database),
            DB_CONN_MAX_AGE="60",
        )
        site.at_once(8, "SELECT 1")
        held = len(site.sessions())
    assert held == 8
    record(error=error, requests_at_a_time=8, connections=held)


def refused(projects, postgresql, query: str, **environment) -> dict:
    """What the first request raises, with ``query`` behind the URL."""
    with postgresql.database() as database:
        return error_of_first_request(
            projects,
            EXAMPLE,
            postgresql,
            database=database,
            DATABASE_URL=url_of(database) + query,
            **environment,
        )
