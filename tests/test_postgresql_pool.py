import pytest

from tests.plugins.projects import ViewError
from tests.refusals import POOL_REFUSED_BY_PSYCOPG, error_of_first_request
from tests.waiting import eventually

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.2"),
]
EXAMPLE = "postgresql_pool/settings.py"


def test_first_request_fills_the_pool(projects, postgresql, record):
    """After the first request the process holds four connections: psycopg's min_size."""
    site = projects.serve(EXAMPLE, postgresql)
    at_start = len(site.sessions())
    site.sql("SELECT 1")
    held = eventually(lambda: len(site.sessions()), 4)
    assert (at_start, held) == (0, 4)
    record(connections_before_first_request=at_start, connections_after_first_request=held)


def test_unset_options_are_psycopgs_defaults(projects, postgresql, record):
    """With True, the pool has psycopg's own sizes and times."""
    site = projects.serve(EXAMPLE, postgresql)
    options = site.pool_options()
    assert (options["min_size"], options["max_size"], options["timeout"]) == (4, 4, 30)
    record(**options)


def test_requests_share_the_pools_connections(projects, each_postgresql, record):
    """Twenty requests, one after another, are served by the same four server processes."""
    site = projects.serve(EXAMPLE, each_postgresql)
    site.sql("SELECT 1")
    site.wait_for_pool(4)
    pool = {session["pid"] for session in site.sessions()}
    server_processes = {site.value("SELECT pg_backend_pid()") for _ in range(20)}
    assert server_processes == pool
    record(requests=20, server_processes=len(server_processes))


def test_pool_never_exceeds_four_connections(projects, postgresql, record):
    """Eight clients that never pause are served over at most four connections."""
    site = projects.serve(EXAMPLE, postgresql, threads=8)
    held = 0
    for _ in site.crowd(8, 120, "SELECT pg_sleep(0.002)"):
        held = max(held, len(site.sessions()))
    assert held == 4
    record(clients=8, most_connections=held)


def test_every_process_has_a_pool_of_its_own(projects, postgresql, record):
    """Two worker processes hold eight connections: the pool is per process."""
    site = projects.serve(EXAMPLE, postgresql, workers=2, threads=1)
    site.at_once(2, "SELECT 1")
    held = eventually(lambda: len(site.sessions()), 8)
    assert held == 8
    record(workers=2, connections=held)


def test_dead_connections_fail_one_request_each(projects, each_postgresql, record):
    """When the server has closed all four connections, four requests fail before one succeeds."""
    site = projects.serve(EXAMPLE, each_postgresql, threads=1)
    site.sql("SELECT 1")
    site.wait_for_pool(4)
    assert each_postgresql.terminate(site.database) == 4
    errors = []
    for _ in range(20):
        try:
            site.sql("SELECT 1")
            break
        except ViewError as failure:
            errors.append(failure.errors[0])
    assert len(errors) == 4
    assert {error["type"] for error in errors} == {"django.db.utils.OperationalError"}
    record(failed_requests=len(errors), error=errors[0])


def test_management_commands_pass_without_opening_the_pool(projects, postgresql, record):
    """`manage.py check` succeeds and opens no connection."""
    exit_code, output = projects.manage(EXAMPLE, postgresql, "check")
    assert exit_code == 0
    record(output=output.strip())


def test_test_suite_runs(projects, postgresql, record):
    """`manage.py test` makes and destroys its database: the pool is closed before."""
    exit_code, output = projects.manage(EXAMPLE, postgresql, "test", "tests.project.suite")
    assert exit_code == 0, output
    last_line = output.strip().splitlines()[-1]
    assert last_line == "Destroying test database for alias 'default'..."
    record(last_line=last_line)


def test_check_script_prints_what_it_shows(projects, postgresql):
    """The script prints exactly the output it shows."""
    outcome = projects.run_script("postgresql_pool/check.py", postgresql)
    assert outcome.printed == 3


def test_check_script_can_be_fed_to_the_shell(projects, postgresql, record):
    """`manage.py shell -v 0 < check.py` prints the three values."""
    script = "postgresql_pool/check.py"
    exit_code, output = projects.manage(script, postgresql, "shell", "-v", "0", fed=script)
    assert (exit_code, output) == (0, "10\nTrue\n4\n")
    record(output=output.splitlines())


@pytest.mark.only_with("Django<5.1")
@pytest.mark.documented_failure
def test_django_without_a_pool_refuses_the_option(projects, postgresql, record):
    """Before Django 5.1, the first request fails: psycopg is given the option and refuses it."""
    error = error_of_first_request(projects, EXAMPLE, postgresql)
    assert error == POOL_REFUSED_BY_PSYCOPG
    record(error=error)


@pytest.mark.only_with("Django>=5.1", "psycopg-pool<3.2")
@pytest.mark.documented_failure
def test_older_pool_refuses_an_argument_of_djangos(projects, postgresql, record):
    """Before psycopg-pool 3.2, the first request fails: Django passes a `check` in any case."""
    error = error_of_first_request(projects, EXAMPLE, postgresql)
    assert error["type"] == "TypeError"
    assert "unexpected keyword argument 'check'" in error["message"]
    record(error=error)
