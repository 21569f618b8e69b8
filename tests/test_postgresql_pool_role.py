import pytest

from tests.app_owner import create_app_owner

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]
EXAMPLE = "postgresql_pool_role/settings.py"
ROLES = "postgresql_pool_role/roles.sql"
WHO = "SELECT current_user, session_user"
ISOLATION = "SHOW transaction_isolation"


@pytest.fixture
def site(projects, postgresql, tmp_path_factory):
    create_app_owner(postgresql, tmp_path_factory)
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    projects.ran(ROLES, site.database)
    return site


def test_connections_open_with_the_role(site, postgresql, record):
    """The login is the one in USER, the role is the one in the options, and no SET ROLE is sent."""
    postgresql.log_statements(site.database)
    role, login = site.sql(WHO)[0]
    statements = postgresql.statements(site.database)
    assert (role, login) == ("app_owner", site.database.environment["DB_USER"])
    assert statements == ["SELECT set_config('TimeZone', 'UTC', false)", WHO]
    record(role=role, statements=statements)


def test_role_is_not_set_again_at_checkout(site, record):
    """A request that takes off the role leaves the next one with the login's own rights."""
    site.sql("SET ROLE NONE")
    role = site.value(WHO)
    assert role == site.database.environment["DB_USER"]
    record(next_request_has_the_logins_rights=True)


def test_reset_returns_to_the_role_of_the_options(site, record):
    """RESET ROLE brings back the role of the options, not the one of the login."""
    site.sql("SET ROLE NONE")
    site.sql("RESET ROLE")
    role = site.value(WHO)
    assert role == "app_owner"
    record(role_after_reset=role)


def test_isolation_level_is_that_of_transactions(site, record):
    """Within atomic() the level is the one in the settings; a query outside has the server's."""
    within = site.value(ISOLATION, atomic=True)
    outside = site.value(ISOLATION)
    assert (within, outside) == ("repeatable read", "read committed")
    record(within_atomic=within, outside=outside)


def test_isolation_level_of_a_session_does_not_reach_the_next_transaction(site, record):
    """A default that one request sets holds outside of the next one's atomic() only."""
    site.sql("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE")
    within = site.value(ISOLATION, atomic=True)
    outside = site.value(ISOLATION)
    assert (within, outside) == ("repeatable read", "serializable")
    record(within_atomic=within, outside=outside)
