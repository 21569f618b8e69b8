import pytest

from tests.app_owner import create_app_owner

pytestmark = [
    pytest.mark.packages("psycopg"),
    pytest.mark.only_with("Django>=5.0"),  # before, USE_TZ is False unless a project says otherwise
]
EXAMPLE = "life_of_a_configured_connection/settings.py"


@pytest.fixture
def site(projects, postgresql, tmp_path_factory):
    """A project whose statements are logged, on a server with another time zone."""
    create_app_owner(postgresql, tmp_path_factory)
    with postgresql.database() as database:
        postgresql.query(f"ALTER DATABASE \"{database.name}\" SET TimeZone = 'UTC'")
        postgresql.log_statements(database)
        yield projects.serve(EXAMPLE, postgresql, threads=1, database=database)


def test_connection_is_configured_before_its_first_query(site, postgresql, record):
    """The time zone and the role are a statement each; the isolation level is none yet."""
    site.sql("SELECT 'the view'")
    statements = postgresql.statements(site.database)
    assert len(statements) == 3
    assert statements[-1] == "SELECT 'the view'"
    record(statements=statements[:-1])


def test_isolation_level_comes_with_each_transaction(site, postgresql, record):
    """atomic() names the isolation level when it begins; a query outside of it has the server's."""
    site.sql("SELECT 'the view'", atomic=True)
    statements = postgresql.statements(site.database)[2:]
    level = site.value("SHOW transaction_isolation")
    within = site.value("SHOW transaction_isolation", atomic=True)
    assert (level, within) == ("read committed", "repeatable read")
    record(statements=statements, outside=level, within=within)
