import pytest

from tests.mysql_tls import outcomes
from tests.servers.certificates import Authority
from tests.servers.mysql_tls import ANOTHER_HOST

pytestmark = pytest.mark.packages("mysql-connector-python")
EXAMPLE = "mysql_tls_connector_modes/settings.py"
ALIASES = ["default", "ssl_ca", "verify_cert", "identity_alone", "verify_identity"]


def test_server_that_is_trusted(projects, mysql_tls_server, record):
    """With the right name and the right authority, every mode is encrypted."""
    seen, _ = outcomes(projects.serve(EXAMPLE, mysql_tls_server), ALIASES)
    assert seen == dict.fromkeys(ALIASES, "encrypted")
    record(**seen)


def test_certificate_for_another_name(projects, mysql_tls_server, record):
    """With a HOST that is not in the certificate, ssl_verify_identity refuses."""
    site = projects.serve(EXAMPLE, mysql_tls_server, DB_HOST=ANOTHER_HOST)
    seen, _ = outcomes(site, ALIASES)
    assert seen == dict.fromkeys(ALIASES, "encrypted") | dict.fromkeys(
        ["identity_alone", "verify_identity"], "refused"
    )
    record(**seen)


def test_unknown_authority(projects, mysql_tls_server, tmp_path, record):
    """With another authority's certificate in ssl_ca, either option that verifies refuses."""
    another = Authority("Another authority", tmp_path)
    site = projects.serve(EXAMPLE, mysql_tls_server, DB_SSL_CA=str(another.file))
    seen, _ = outcomes(site, ALIASES)
    assert seen == dict.fromkeys(ALIASES, "encrypted") | dict.fromkeys(
        ["verify_cert", "identity_alone", "verify_identity"], "refused"
    )
    record(**seen)


def test_server_without_tls(projects, mariadb1011, mariadb_tls, record):
    """On a server that offers no TLS, ssl_verify_cert refuses; all else goes on without, unsaid."""
    authority = mariadb_tls.connection_environment()["DB_SSL_CA"]
    site = projects.serve(EXAMPLE, mariadb1011, DB_SSL_CA=authority)
    seen, errors = outcomes(site, ALIASES)
    assert seen == dict.fromkeys(ALIASES, "not encrypted") | dict.fromkeys(
        ["verify_cert", "verify_identity"], "refused"
    )
    record(**seen, error=errors["verify_identity"])


def test_option_of_mysqlclient_is_refused(projects, mysql_tls_server, record):
    """The driver does not know mysqlclient's `ssl_mode`: no request is served."""
    site = projects.serve(EXAMPLE, mysql_tls_server)
    seen, errors = outcomes(site, ["of_mysqlclient"])
    assert seen == {"of_mysqlclient": "refused"}
    assert "ssl_mode" in errors["of_mysqlclient"]["message"]
    record(error=errors["of_mysqlclient"])
