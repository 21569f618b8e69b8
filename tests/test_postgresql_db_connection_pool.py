import re
from importlib.metadata import files, metadata, requires

import pytest
from dj_db_conn_pool.core import pool_container

from tests.plugins.projects import ViewError
from tests.session_state import ALL_LEFT, found_by_next_request
from tests.waiting import eventually

pytestmark = pytest.mark.packages("django-db-connection-pool", "SQLAlchemy", "psycopg")
EXAMPLE = "postgresql_db_connection_pool/settings.py"
CHECK = "postgresql_db_connection_pool/check.py"
DEFAULTS = "postgresql_db_connection_pool/defaults.py"


def test_pool_grows_with_demand(projects, postgresql, record):
    """The first request opens one connection; after four at a time, two are kept."""
    site = projects.serve(EXAMPLE, postgresql)
    site.sql("SELECT 1")
    first = len(site.sessions())
    site.at_once(4, "SELECT 1")
    kept = eventually(lambda: len(site.sessions()), 2)
    assert (first, kept) == (1, 2)
    record(connections_after_first_request=first, connections_kept=kept)


def test_pool_never_exceeds_its_size_and_overflow(projects, postgresql, record):
    """Eight clients that never pause are served over at most four connections."""
    site = projects.serve(EXAMPLE, postgresql, threads=8)
    held = 0
    for _ in site.crowd(8, 120, "SELECT pg_sleep(0.002)"):
        # PostgreSQL lists a connection that was closed for a moment more: those at work count.
        held = max(held, sum(each["state"] == "active" for each in site.sessions()))
    assert held <= 4
    with site.holding(4, "SELECT 1"):
        held = eventually(lambda: len(site.sessions()), 4)
    assert held == 4
    record(clients=8, most_connections=held)


@pytest.mark.waits(2)
def test_exhausted_pool_raises_sqlalchemys_error(projects, postgresql, record):
    """While four slow views hold the pool, a fifth request waits two seconds and fails.

    The exception is none of Django's: what catches those does not catch it.
    """
    site = projects.serve(EXAMPLE, postgresql, threads=8)
    with site.holding(4, "SELECT 1"), pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "sqlalchemy.exc.TimeoutError"
    assert "QueuePool limit of size 2 overflow 2 reached" in failure.value.message
    assert site.value("SELECT 1") == 1, "the pool recovers when the slow views end"
    record(error=failure.value.errors[0])


def test_dead_connections_are_replaced_at_once(projects, postgresql, record):
    """When the server has closed both connections, no request fails."""
    site = projects.serve(EXAMPLE, postgresql)
    site.at_once(2, "SELECT 1")
    assert postgresql.terminate(site.database) == 2
    assert [site.value("SELECT 1") for _ in range(4)] == [1] * 4
    record(connections_closed=2, failed_requests=0)


def test_check_is_one_query_a_request(projects, postgresql, record):
    """A request that reuses a connection sends an empty statement before its own query."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    postgresql.log_statements(site.database)
    site.sql("SELECT 'first request'")
    before = len(postgresql.statements(site.database))
    site.sql("SELECT 'second request'")
    statements = postgresql.statements(site.database)[before:]
    assert statements == [";", "SELECT 'second request'"]
    record(statements_of_second_request=statements)


def test_session_state_stays(projects, postgresql, record):
    """A search_path, a temporary table and an advisory lock are there for the next request."""
    found = found_by_next_request(projects.serve(EXAMPLE, postgresql, threads=1))
    assert found == ALL_LEFT
    record(**found)


def test_every_process_has_a_pool_of_its_own(projects, postgresql, record):
    """Two worker processes that served a request each hold two connections."""
    site = projects.serve(EXAMPLE, postgresql, workers=2, threads=1)
    site.at_once(2, "SELECT 1")
    held = eventually(lambda: len(site.sessions()), 2)
    assert held == 2
    record(workers=2, connections=held)


def test_test_suite_runs(projects, postgresql, record):
    """`manage.py test` makes and destroys its database."""
    exit_code, output = projects.manage(EXAMPLE, postgresql, "test", "tests.project.suite")
    assert exit_code == 0, output
    last_line = output.strip().splitlines()[-1]
    assert last_line == "Destroying test database for alias 'default'..."
    record(last_line=last_line)


def test_check_script_prints_what_it_shows(projects, postgresql, record):
    """The script prints exactly the output it shows; the package has one module to import."""
    outcome = projects.run_script(CHECK, postgresql)
    assert outcome.printed == 2
    installed = files("django-db-connection-pool")
    modules = sorted({file.parts[0] for file in installed if file.suffix == ".py"})
    assert modules == ["dj_db_conn_pool"]
    record(modules=modules)


@pytest.mark.only_with("django-db-connection-pool>=1.2.6")
def test_extra_for_postgresql_brings_no_driver(projects, postgresql, record):
    """The extra "postgresql" asks for psycopg-binary, which neither is nor requires psycopg."""
    projects.run_script(CHECK, postgresql)
    wanted = [
        requirement.partition(";")[0].strip()
        for requirement in requires("django-db-connection-pool")
        if 'extra == "postgresql"' in requirement
    ]
    assert wanted == ["psycopg-binary"]
    modules = sorted({file.parts[0] for file in files(*wanted) if file.suffix == ".py"})
    assert modules == ["psycopg_binary"]
    assert requires(*wanted) is None
    record(extra=wanted, modules_of_extra=modules)


def test_defaults_are_not_those_of_the_readme(projects, postgresql, record):
    """The package's README quotes SQLAlchemy's defaults; its code has others."""
    outcome = projects.run_script(DEFAULTS, postgresql)
    assert outcome.printed == 2
    readme = metadata("django-db-connection-pool").get_payload()
    explained = re.findall(r"^\* \*\*(\w+)\*\*:(.*?)(?=^\* |^Or)", readme, re.DOTALL | re.MULTILINE)
    said = {
        name: int(re.search(r"defaults\s+to\s+(-?\d+)", text, re.IGNORECASE)[1])
        for name, text in explained
    }
    code = {name: pool_container.pool_default_params[name] for name in said}
    assert said == {"pool_size": 5, "max_overflow": 10, "recycle": -1}
    assert code == {"pool_size": 10, "max_overflow": 10, "recycle": 900}
    record(readme=said, code=code)
