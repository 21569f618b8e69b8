import pytest

from tests.plugins.projects import Site, ViewError
from tests.servers.certificates import Authority

pytestmark = pytest.mark.packages("psycopg")
EXAMPLE = "postgresql_tls_modes/settings.py"
ALIASES = ["default", "require", "verify_ca", "verify_full"]
ENCRYPTED = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"


def outcomes(site: Site) -> dict[str, str]:
    """What came of a request on each alias."""
    return {alias: outcome(site, alias) for alias in ALIASES}


def outcome(site: Site, alias: str) -> str:
    try:
        return "encrypted" if site.value(ENCRYPTED, alias=alias) else "not encrypted"
    except ViewError as failure:
        return failure.message.rpartition(" failed: ")[2]


def test_server_that_is_trusted(projects, postgresql_tls, record):
    """With the right name and the right authority, every mode is encrypted."""
    seen = outcomes(projects.serve(EXAMPLE, postgresql_tls))
    assert set(seen.values()) == {"encrypted"}
    record(**seen)


def test_certificate_for_another_name(projects, postgresql_tls, record):
    """With a HOST that is not in the certificate, verify-full alone refuses."""
    seen = outcomes(projects.serve(EXAMPLE, postgresql_tls, DB_HOST="127.0.0.1"))
    refusal = 'server certificate for "localhost" does not match host name "127.0.0.1"'
    assert seen == dict.fromkeys(ALIASES, "encrypted") | {"verify_full": refusal}
    record(**seen)


def test_unknown_authority(projects, postgresql_tls, tmp_path, record):
    """With another authority's certificate in sslrootcert, both that verify refuse."""
    another = Authority("Another authority", tmp_path)
    site = projects.serve(
        EXAMPLE, postgresql_tls, DB_HOST="127.0.0.1", DB_SSLROOTCERT=str(another.file)
    )
    seen = outcomes(site)
    assert seen["default"] == seen["require"] == "encrypted"
    assert "certificate verify failed" in seen["verify_ca"]
    assert "certificate verify failed" in seen["verify_full"]
    record(**seen)


def test_server_without_tls(projects, postgresql, record):
    """On a server that offers no TLS, the default goes on without; every other mode refuses."""
    seen = outcomes(projects.serve(EXAMPLE, postgresql, DB_SSLROOTCERT="not read"))
    refusal = "server does not support SSL, but SSL was required"
    assert seen == dict.fromkeys(ALIASES, refusal) | {"default": "not encrypted"}
    record(**seen)
