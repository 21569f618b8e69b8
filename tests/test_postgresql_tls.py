import pytest

from tests.plugins.projects import ViewError
from tests.servers.certificates import Authority

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]
EXAMPLE = "postgresql_tls/settings.py"
ENCRYPTED = "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"


def test_connections_are_encrypted(projects, postgresql_tls, record):
    """The server itself says that the pool's connections use TLS."""
    site = projects.serve(EXAMPLE, postgresql_tls)
    rows = [row for rows in site.at_once(4, ENCRYPTED) for row in rows]
    assert rows == [[True, "TLSv1.3"]] * 4
    record(connections=4, version=rows[0][1])


def refusal(site) -> tuple[dict, str]:
    """The error of a request to a server that is not trusted, and the first line of the cause."""
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.message == "couldn't get a connection after 2.00 sec"
    logged = [line for line in site.log.read_text().splitlines() if "error connecting" in line]
    return failure.value.errors[0], logged[0]


@pytest.mark.waits(2)
def test_certificate_for_another_name_is_refused(projects, postgresql_tls, record):
    """With a HOST that is not in the certificate, a request waits for the timeout and fails."""
    site = projects.serve(EXAMPLE, postgresql_tls, DB_HOST="127.0.0.1")
    error, logged = refusal(site)
    assert 'server certificate for "localhost" does not match' in logged
    assert site.sessions() == []
    record(error=error, logged=logged)


@pytest.mark.waits(2)
def test_unknown_authority_is_refused(projects, postgresql_tls, tmp_path, record):
    """With another authority's certificate in sslrootcert, a request waits and fails, too."""
    another = Authority("Another authority", tmp_path)
    site = projects.serve(
        EXAMPLE, postgresql_tls, DB_HOST="127.0.0.1", DB_SSLROOTCERT=str(another.file)
    )
    error, logged = refusal(site)
    assert "certificate verify failed" in logged
    assert site.sessions() == []
    record(error=error, logged=logged)
