import pytest

pytestmark = pytest.mark.packages("psycopg")
EXAMPLE = "pgbouncer_search_path_of_role/search_path.sql"
SETTINGS = "pgbouncer_transaction/settings.py"
SEARCH_PATH = "SELECT pg_backend_pid(), current_setting('search_path')"


@pytest.fixture
def database(projects, start_pgbouncer, postgresql):
    """A database in which the file has run, behind PgBouncer in transaction mode."""
    with start_pgbouncer("pgbouncer_transaction/pgbouncer.ini").database() as database:
        names = {name: database.environment[name] for name in ("DB_USER", "DB_NAME")}
        postgresql.run_file(projects.examples / EXAMPLE, **names)
        projects.ran(EXAMPLE, database)
        yield database
        # The database is used again.
        role, name = names.values()
        postgresql.query(f'ALTER ROLE "{role}" IN DATABASE "{name}" RESET ALL')


def test_every_server_connection_has_it(projects, database, record):
    """Two server connections of a transaction pooler both have the search_path of the role."""
    site = projects.serve(SETTINGS, database.server, database=database)
    with site.holding(2, SEARCH_PATH, atomic=True) as requests:
        pass
    processes, search_paths = zip(*(request.result()[0] for request in requests), strict=True)
    assert len(set(processes)) == 2
    assert set(search_paths) == {"tenant, public"}
    record(server_connections=2, search_path=search_paths[0])
