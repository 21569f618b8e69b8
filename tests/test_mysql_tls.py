import pytest

from tests.mysql_tls import VERSION, tls_version
from tests.refusals import error_of_first_request
from tests.servers.certificates import Authority
from tests.servers.mysql_tls import ANOTHER_HOST

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
EXAMPLE = "mysql_tls/settings.py"


def test_connections_are_encrypted(projects, mysql_tls_server, record):
    """The server itself says that the threads' connections use TLS."""
    site = projects.serve(EXAMPLE, mysql_tls_server)
    versions = [rows[0][1] for rows in site.at_once(4, VERSION)]
    assert versions == ["TLSv1.3"] * 4
    record(connections=4, version=versions[0])


def test_requests_of_a_thread_share_a_connection(projects, mysql_tls_server, record):
    """Five requests, one after another in one thread, are served over one connection."""
    site = projects.serve(EXAMPLE, mysql_tls_server, threads=1)
    connections = {site.value("SELECT CONNECTION_ID()") for _ in range(5)}
    assert len(connections) == 1
    record(requests=5, connections=len(connections))


def test_next_connection_is_encrypted_too(projects, mysql_tls_server, record):
    """When the server has closed the connection, the next request opens another with TLS."""
    site = projects.serve(EXAMPLE, mysql_tls_server, threads=1)
    site.sql("SELECT 1")
    mysql_tls_server.terminate(site.database)
    assert tls_version(site) == "TLSv1.3"
    record(failed_requests=0)


def test_certificate_for_another_name_is_refused(projects, mysql_tls_server, record):
    """With a HOST that is not in the certificate, a request fails with the cause."""
    error = error_of_first_request(projects, EXAMPLE, mysql_tls_server, DB_HOST=ANOTHER_HOST)
    assert error["message"].startswith("(2026,")
    record(error=error)


def test_unknown_authority_is_refused(projects, mysql_tls_server, tmp_path, record):
    """With another authority's certificate in `ca`, a request fails with the cause."""
    another = str(Authority("Another authority", tmp_path).file)
    error = error_of_first_request(projects, EXAMPLE, mysql_tls_server, DB_SSL_CA=another)
    assert error["message"].startswith("(2026,")
    record(error=error)


def test_missing_file_is_refused(projects, mysql_tls_server, record):
    """With a path in `ca` where there is no file, a request fails."""
    error = error_of_first_request(projects, EXAMPLE, mysql_tls_server, DB_SSL_CA="missing.pem")
    assert error["message"].startswith("(2026,")
    record(error=error)


def test_localhost_is_a_socket(projects, mysql_tls_server, record):
    """With localhost as HOST, mysqlclient looks for a socket and never for PORT."""
    error = error_of_first_request(projects, EXAMPLE, mysql_tls_server, DB_HOST="localhost")
    assert error["message"].startswith("(2002,")
    record(error=error)
