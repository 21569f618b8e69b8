import pytest

from tests.plugins.projects import ViewError

pytestmark = pytest.mark.packages("psycopg")
SETTINGS = "pgbouncer_tls/settings.py"
PLAIN_SETTINGS = "pgbouncer_transaction/settings.py"
SERVER_LEG = "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"


@pytest.fixture
def pooler(start_pgbouncer, postgresql_tls):
    return start_pgbouncer("pgbouncer_tls/pgbouncer.ini", behind=postgresql_tls)


def legs(site, pooler) -> dict[str, str]:
    """The protocol of the connection to PgBouncer, and of PgBouncer's to PostgreSQL."""
    server = site.value(SERVER_LEG)
    client = pooler.clients(site.database)[0]["tls"].partition("/")[0]
    return {"to PgBouncer": client or "not encrypted", "to PostgreSQL": server or "not encrypted"}


def test_both_legs_are_encrypted(projects, pooler, record):
    """The connection to PgBouncer is encrypted, and so is PgBouncer's to PostgreSQL."""
    encrypted = legs(projects.serve(SETTINGS, pooler, threads=1), pooler)
    assert encrypted == {"to PgBouncer": "TLSv1.3", "to PostgreSQL": "TLSv1.3"}
    record(encrypted=encrypted)


def test_without_the_lines_the_first_leg_is_open(projects, start_pgbouncer, postgresql_tls, record):
    """Without the five lines, the connection to PgBouncer is not encrypted and nobody says so.

    PgBouncer's own connection to a PostgreSQL that offers TLS is encrypted, and not verified.
    """
    plain = start_pgbouncer("pgbouncer_transaction/pgbouncer.ini", behind=postgresql_tls)
    site = projects.serve(PLAIN_SETTINGS, plain, threads=1)
    projects.ran(SETTINGS, site.database)
    encrypted = legs(site, plain)
    assert encrypted == {"to PgBouncer": "not encrypted", "to PostgreSQL": "TLSv1.3"}
    record(encrypted=encrypted)


def test_client_without_tls_is_refused(projects, pooler, record):
    """A client that does not want to encrypt is refused."""
    site = projects.serve(PLAIN_SETTINGS, pooler, PGSSLMODE="disable")
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.message.endswith("SSL required")
    record(error=failure.value.errors[0])


def test_certificate_of_another_authority_is_refused(projects, pooler, postgresql_tls, record):
    """A project that trusts another authority does not connect."""
    other = postgresql_tls.connection_environment()["DB_SSLROOTCERT"]
    site = projects.serve(SETTINGS, pooler, DB_SSLROOTCERT=other)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert "certificate verify failed" in failure.value.message
    record(refused=True)
