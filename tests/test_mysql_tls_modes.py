import pytest

from tests.mysql_tls import outcomes
from tests.own_servers import own
from tests.servers.certificates import Authority
from tests.servers.mysql import MYSQL
from tests.servers.mysql_private import PrivateServer
from tests.servers.mysql_tls import ANOTHER_HOST, EVERYWHERE, HOST

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("each_client_library")]
EXAMPLE = "mysql_tls_modes/settings.py"
ALIASES = [
    "default",
    "ssl_empty",
    "ssl_ca",
    "required",
    "required_ca",
    "verify_ca",
    "verify_identity",
    "without_ca",
]


ASK = {"ssl_ca", "required", "required_ca", "verify_ca", "verify_identity"}
VERIFY = {"verify_ca", "verify_identity"}


def expected(encrypted: set[str], refused: set[str] = frozenset()) -> dict[str, str]:
    """The outcome on each alias; the others are not encrypted."""
    return {
        alias: "encrypted"
        if alias in encrypted
        else "refused"
        if alias in refused
        else "not encrypted"
        for alias in ALIASES
    }


@pytest.fixture
def proves_itself(mysql_tls_server, each_client_library) -> set[str]:
    """The aliases that trust a server for knowing the password, without an authority."""
    newer = each_client_library.startswith("3.4")
    return {"without_ca"} if newer and mysql_tls_server.product == "MariaDB" else set()


@pytest.fixture
def verify(each_client_library) -> set[str]:
    """The aliases that verify the authority: those that name it, on the older library."""
    return VERIFY if each_client_library.startswith("3.4") else VERIFY | {"ssl_ca", "required_ca"}


def test_server_that_is_trusted(projects, mysql_tls_server, proves_itself, record):
    """With the right name and the right authority, what asks for TLS has it."""
    seen, _ = outcomes(projects.serve(EXAMPLE, mysql_tls_server), ALIASES)
    assert seen == expected(ASK | proves_itself, {"without_ca"} - proves_itself)
    record(**seen)


def test_certificate_for_another_name(projects, mysql_tls_server, proves_itself, record):
    """With a HOST that is not in the certificate, VERIFY_CA and VERIFY_IDENTITY refuse."""
    site = projects.serve(EXAMPLE, mysql_tls_server, DB_HOST=ANOTHER_HOST)
    seen, errors = outcomes(site, ALIASES)
    assert seen == expected(ASK - VERIFY | proves_itself, VERIFY | {"without_ca"} - proves_itself)
    assert errors["verify_ca"] == errors["verify_identity"]
    record(**seen, error=errors["verify_identity"])


def test_unknown_authority(projects, mysql_tls_server, verify, proves_itself, tmp_path, record):
    """With another authority's certificate in `ca`, VERIFY_CA and VERIFY_IDENTITY refuse.

    On the older client library, so does everything else that names an authority.
    """
    another = Authority("Another authority", tmp_path)
    site = projects.serve(EXAMPLE, mysql_tls_server, DB_SSL_CA=str(another.file))
    seen, errors = outcomes(site, ALIASES)
    assert seen == expected(ASK - verify | proves_itself, verify | {"without_ca"} - proves_itself)
    record(**seen, error=errors["verify_identity"])


@pytest.fixture
def as_it_comes(mysql_tls_server, tmp_path):
    """A server that nobody has given a certificate, and that has made its own."""
    folder = tmp_path / "server"
    with own(PrivateServer(mysql_tls_server.of, folder, options=EVERYWHERE)) as server:
        yield server


@pytest.mark.waits(1)  # for a server to start
def test_server_as_it_comes(projects, as_it_comes, mysql_tls_server, verify, proves_itself, record):
    """A server that made its own certificate is refused by VERIFY_CA and VERIFY_IDENTITY.

    With `require_secure_transport`, it refuses who does not ask for TLS.
    """
    authority = mysql_tls_server.connection_environment()["DB_SSL_CA"]
    with as_it_comes.database() as database:
        site = projects.serve(
            EXAMPLE, as_it_comes, database=database, DB_HOST=HOST, DB_SSL_CA=authority
        )
        seen, errors = outcomes(site, ALIASES)
        as_it_comes.query("SET GLOBAL require_secure_transport = ON")
        insisting, refusals = outcomes(site, ["default", "required"])
    assert seen == expected(ASK - verify | proves_itself, verify | {"without_ca"} - proves_itself)
    assert insisting == {"default": "refused", "required": "encrypted"}
    assert refusals["default"]["message"].startswith("(3159,")
    record(**seen, error=errors["verify_identity"], refusal=refusals["default"])
    record(without_ca_on={as_it_comes.product: seen["without_ca"]})


def test_server_without_tls(projects, mariadb1011, mariadb_tls, record):
    """On a server that offers no TLS, what verifies refuses; all else goes on without, unsaid."""
    authority = mariadb_tls.connection_environment()["DB_SSL_CA"]
    site = projects.serve(EXAMPLE, mariadb1011, DB_SSL_CA=authority)
    seen, errors = outcomes(site, ALIASES)
    assert seen == expected(set(), VERIFY | {"without_ca"})
    record(**seen, error=errors["verify_identity"])


@pytest.fixture
def mysql_without_tls(mysql_tls, tmp_path):
    """A MySQL whose administrator has switched TLS off."""
    with own(PrivateServer(MYSQL, tmp_path / "server", options=["--tls-version="])) as server:
        yield server


@pytest.mark.waits(1)  # for a server to start
def test_mysql_without_tls(projects, mysql_without_tls, mysql_tls, record):
    """On a MySQL that has TLS switched off, what verifies refuses; all else goes on without."""
    authority = mysql_tls.connection_environment()["DB_SSL_CA"]
    with mysql_without_tls.database() as database:
        site = projects.serve(EXAMPLE, mysql_without_tls, database=database, DB_SSL_CA=authority)
        seen, _ = outcomes(site, ALIASES)
    assert seen == expected(set(), VERIFY | {"without_ca"})
    record(**seen)
