import pytest

from tests.idle_clients import clients

pytestmark = [
    pytest.mark.packages("mysqlclient"),
    pytest.mark.usefixtures("mysqlclient"),
    pytest.mark.documented_failure,
]
SETTINGS = "mysql_router_unshared/settings.py"
CONFIGURATION = "mysql_router_unshared/mysqlrouter.conf"


def test_every_client_has_a_server_connection(projects, mysqlrouter, mysql, record):
    """Eight connections of Django's that are idle hold eight of the server's.

    The router says once, in its log, that it ignores the option.
    """
    router = projects.pooler(CONFIGURATION, mysqlrouter, mysql)
    site = projects.serve(SETTINGS, router, threads=8)
    with clients(site, 8, "SELECT 1"):
        held = len(site.sessions())
    logged = [line for line in router.log().read_text().splitlines() if "ignored" in line]
    assert held == 8
    record(clients=8, server_connections=held, logged=logged[0].partition("] ")[2])
