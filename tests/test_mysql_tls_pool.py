import pytest

from tests.mysql_tls import VERSION, tls_version
from tests.plugins.projects import ViewError
from tests.refusals import error_of_first_request
from tests.servers.certificates import Authority
from tests.servers.mysql_tls import ANOTHER_HOST

pytestmark = [
    pytest.mark.packages("mysqlclient", "django-db-connection-pool", "SQLAlchemy"),
    pytest.mark.usefixtures("mysqlclient"),
]
EXAMPLE = "mysql_tls_pool/settings.py"


def test_connections_are_encrypted(projects, mysql_tls_server, record):
    """The server itself says that the pool's connections use TLS."""
    site = projects.serve(EXAMPLE, mysql_tls_server)
    versions = [rows[0][1] for rows in site.at_once(4, VERSION)]
    assert versions == ["TLSv1.3"] * 4
    record(connections=4, version=versions[0])


@pytest.mark.only_with("django-db-connection-pool>=1.2.6")
def test_ping_does_not_know_a_dead_connection(projects, mysql_tls_server, record):
    """When the server has closed the pool's connection, the ping before its use fails a request.

    Then the pool opens another. Tried until it has, since the system may tell the driver earlier.
    """
    site = projects.serve(EXAMPLE, mysql_tls_server, threads=1)
    error = first_failure(site, closings=10)
    assert error["message"] == "(2026, 'TLS/SSL error: unexpected eof while reading')"
    assert tls_version(site) == "TLSv1.3"
    record(error=error)


def first_failure(site, closings: int) -> dict:
    """The error of the first request that fails because the server has closed its connection."""
    for _ in range(closings):
        site.sql("SELECT 1")
        site.database.server.terminate(site.database)
        try:
            site.sql("SELECT 1")
        except ViewError as failure:
            return failure.errors[0]
    raise AssertionError(f"The server closed {closings} connections, and no request failed.")


def test_certificate_for_another_name_is_refused(projects, mysql_tls_server, record):
    """With a HOST that is not in the certificate, a request fails at once, with the cause."""
    error = error_of_first_request(projects, EXAMPLE, mysql_tls_server, DB_HOST=ANOTHER_HOST)
    assert "(2026," in error["message"]
    record(error=error)


def test_unknown_authority_is_refused(projects, mysql_tls_server, tmp_path, record):
    """With another authority's certificate in `ca`, a request fails at once, with the cause."""
    another = str(Authority("Another authority", tmp_path).file)
    error = error_of_first_request(projects, EXAMPLE, mysql_tls_server, DB_SSL_CA=another)
    assert "(2026," in error["message"]
    record(error=error)
