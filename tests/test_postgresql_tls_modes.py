import pytest

from tests.plugins.projects import Site, ViewError
from tests.servers.certificates import Authority

pytestmark = pytest.mark.packages("psycopg")
EXAMPLE = "postgresql_tls_modes/settings.py"
ALIASES = ["default", "require", "verify_ca", "verify_full"]
ENCRYPTED = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"


def outcomes(site: Site) -> tuple[dict[str, str], dict | None]:
    """What came of a request on each alias, and the error of the last that failed."""
    seen, error = {}, None
    for alias in ALIASES:
        try:
            encrypted = site.value(ENCRYPTED, alias=alias)
        except ViewError as failure:
            seen[alias], error = "refused", failure.errors[0]
        else:
            seen[alias] = "encrypted" if encrypted else "not encrypted"
    return seen, error


def test_server_that_is_trusted(projects, postgresql_tls, record):
    """With the right name and the right authority, every mode is encrypted."""
    seen, _ = outcomes(projects.serve(EXAMPLE, postgresql_tls))
    assert seen == dict.fromkeys(ALIASES, "encrypted")
    record(**seen)


def test_certificate_for_another_name(projects, postgresql_tls, record):
    """With a HOST that is not in the certificate, verify-full alone refuses."""
    seen, error = outcomes(projects.serve(EXAMPLE, postgresql_tls, DB_HOST="127.0.0.1"))
    assert seen == dict.fromkeys(ALIASES, "encrypted") | {"verify_full": "refused"}
    assert error["type"] == "django.db.utils.OperationalError"
    assert 'server certificate for "localhost" does not match host name' in error["message"]
    record(**seen, error=error)


def test_unknown_authority(projects, postgresql_tls, tmp_path, record):
    """With another authority's certificate in sslrootcert, both that verify refuse."""
    another = Authority("Another authority", tmp_path)
    site = projects.serve(
        EXAMPLE, postgresql_tls, DB_HOST="127.0.0.1", DB_SSLROOTCERT=str(another.file)
    )
    seen, error = outcomes(site)
    refused = {"verify_ca": "refused", "verify_full": "refused"}
    assert seen == dict.fromkeys(ALIASES, "encrypted") | refused
    assert error["message"].endswith("certificate verify failed")
    record(**seen, error=error)


def test_server_without_tls(projects, postgresql, record):
    """On a server that offers no TLS, the default goes on without; every other mode refuses."""
    site = projects.serve(EXAMPLE, postgresql, DB_SSLROOTCERT="not read")
    seen, error = outcomes(site)
    assert seen == dict.fromkeys(ALIASES, "refused") | {"default": "not encrypted"}
    assert error["message"].endswith("server does not support SSL, but SSL was required")
    record(**seen, error=error)
