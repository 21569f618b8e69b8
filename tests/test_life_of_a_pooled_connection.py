import pytest

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]
EXAMPLE = "life_of_a_pooled_connection/settings.py"
SCRIPT = "life_of_a_pooled_connection/watch.py"


def test_script_prints_what_it_shows(projects, postgresql):
    """close() gives the connection back to the pool, still connected; close_pool() ends it."""
    outcome = projects.run_script(SCRIPT, postgresql)
    assert outcome.printed == 9


def test_check_is_the_pools(projects, postgresql, record):
    """A checkout is tested by the pool, once, and Django adds no test of its own."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    postgresql.log_statements(site.database)
    site.sql("SELECT 'first request'")
    site.sql("SELECT 'second request'", "SELECT 'its second query'")
    site.process()  # the worker takes it when it has ended the request before
    statements = postgresql.statements(site.database)
    check, *queries = statements[statements.index("SELECT 'first request'") + 1 :]
    assert check in {"", "SELECT 1"}  # older
    assert queries == ["SELECT 'second request'", "SELECT 'its second query'"]
    record(statements_of_second_request=[check, *queries])


def test_pool_configures_a_connection_once(projects, postgresql, record):
    """The time zone is set when the pool opens the connection, and not at a checkout."""
    with postgresql.database() as database:
        postgresql.query(f"ALTER DATABASE \"{database.name}\" SET TimeZone = 'Europe/Paris'")
        site = projects.serve(EXAMPLE, postgresql, threads=1, database=database)
        postgresql.log_statements(database)
        for _ in range(3):
            site.sql("SELECT 1")
        statements = postgresql.statements(database)
    settings = [each for each in statements if "TimeZone" in each]
    assert len(settings) == 1
    record(requests=3, times_set=len(settings))


def test_pool_does_not_count_how_long_it_lends(projects, postgresql, record):
    """The statistic `usage_ms` is missing: psycopg does not time how Django takes connections.

    How many are lent at this moment can be told.
    """
    site = projects.serve(EXAMPLE, postgresql, threads=2)
    with site.holding(1, "SELECT pg_sleep(0.1)"):
        statistics = site.pool()
        lent = statistics["pool_size"] - statistics["pool_available"]
    site.wait_for_pool(1)
    afterwards = site.pool()
    assert lent == 1
    assert afterwards["requests_num"] == 1
    assert "usage_ms" not in afterwards
    record(slept_ms=100, requests=1, lent_during_the_request=lent, usage_ms_known=False)
