import pytest

from tests.mysql_tls import VERSION
from tests.refusals import error_of_first_request
from tests.servers.certificates import Authority
from tests.servers.mysql_tls import ANOTHER_HOST

pytestmark = pytest.mark.packages("mysql-connector-python")
EXAMPLE = "mysql_tls_connector/settings.py"


def test_connections_are_encrypted(projects, mysql_tls_server, record):
    """The server itself says that the threads' connections use TLS."""
    site = projects.serve(EXAMPLE, mysql_tls_server)
    versions = [rows[0][1] for rows in site.at_once(4, VERSION)]
    assert versions == ["TLSv1.3"] * 4
    record(connections=4, version=versions[0])


def test_certificate_for_another_name_is_refused(projects, mysql_tls_server, record):
    """With a HOST that is not in the certificate, a request fails with the cause."""
    error = error_of_first_request(projects, EXAMPLE, mysql_tls_server, DB_HOST=ANOTHER_HOST)
    assert error["message"].startswith("(2055,")
    record(error=error)


def test_unknown_authority_is_refused(projects, mysql_tls_server, tmp_path, record):
    """With another authority's certificate, a request fails with the cause."""
    another = str(Authority("Another authority", tmp_path).file)
    error = error_of_first_request(projects, EXAMPLE, mysql_tls_server, DB_SSL_CA=another)
    assert error["message"].startswith("(2055,")
    record(error=error)
