import pytest

from tests.outage import in_outage
from tests.own_servers import own
from tests.servers.postgresql_private import PrivatePostgreSQL

pytestmark = [pytest.mark.packages("psycopg"), pytest.mark.documented_failure]
CONFIGURATION = "pgbouncer_slow_retry/pgbouncer.ini"
SETTINGS = "pgbouncer_transaction/settings.py"


@pytest.fixture
def server(postgresql, tmp_path):
    """A PostgreSQL of this test's own."""
    with own(PrivatePostgreSQL(tmp_path / "own")) as server:
        yield server


@pytest.mark.waits(6)
def test_default_retry_fails_requests_after_the_start(projects, start_pgbouncer, server, record):
    """With the default `server_login_retry`, requests fail although PostgreSQL is up again."""
    pooler = start_pgbouncer(CONFIGURATION, server)
    default = pooler.setting("server_login_retry")
    outcomes = in_outage(projects, SETTINGS, pooler, server)
    messages = {outcome["message"] for outcome in outcomes}
    assert all("(server_login_retry)" in message for message in messages), messages
    assert outcomes[1]["type"] == "django.db.utils.OperationalError"
    record(server_login_retry=default, error=outcomes[1])
