from itertools import pairwise

import pytest

from tests.mysql_idle_timeout import WAIT_TIMEOUT, close_when_idle
from tests.mysql_session_state import ALL_LEFT, found_by_next_request
from tests.plugins.projects import ViewError
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
EXAMPLE = "mysql_persistent/settings.py"
COMMANDS = "SHOW SESSION STATUS LIKE 'Com_admin_commands'"


def test_requests_of_a_thread_share_a_connection(projects, each_mysql_server, record):
    """Five requests, one after another in one thread, are served over one connection."""
    site = projects.serve(EXAMPLE, each_mysql_server, threads=1)
    connections = {site.value("SELECT CONNECTION_ID()") for _ in range(5)}
    assert len(connections) == 1
    record(requests=5, connections=len(connections))


def test_every_thread_keeps_a_connection(projects, mysql_server, record):
    """After eight requests at a time, eight threads hold one idle connection each."""
    site = projects.serve(EXAMPLE, mysql_server, threads=8)
    site.at_once(8, "SELECT 1")
    states = eventually(lambda: [each["state"] for each in site.sessions()], ["Sleep"] * 8)
    assert states == ["Sleep"] * 8
    record(requests_at_a_time=8, idle_connections_afterwards=len(states))


def test_every_process_keeps_connections_of_its_own(projects, mysql_server, record):
    """Two workers with one thread each hold two connections."""
    site = projects.serve(EXAMPLE, mysql_server, workers=2, threads=1)
    site.at_once(2, "SELECT 1")
    held = len(site.sessions())
    assert held == 2
    record(workers=2, threads=1, connections=held)


def test_idle_connections_count_toward_the_servers_limit(projects, mysql_server, record):
    """With four connections allowed and four kept by an idle process, another's request fails."""
    with mysql_server.database() as database, mysql_server.limited_user(database, 4) as limited:
        idle = projects.serve(EXAMPLE, mysql_server, threads=4, database=limited)
        idle.at_once(4, "SELECT 1")
        other = projects.serve(EXAMPLE, mysql_server, database=limited)
        with pytest.raises(ViewError) as failure:
            other.sql("SELECT 1")
    assert failure.value.message.startswith("(1226,")
    record(connections_allowed=4, requests_running=0)


def test_health_check_replaces_a_dead_connection(projects, each_mysql_server, record):
    """When the server has closed the connection, the next request opens another and succeeds."""
    site = projects.serve(EXAMPLE, each_mysql_server, threads=1)
    before = site.value("SELECT CONNECTION_ID()")
    each_mysql_server.terminate(site.database)
    after = site.value("SELECT CONNECTION_ID()")
    assert after != before
    record(failed_requests=0)


@pytest.mark.waits(1)
def test_health_check_notices_an_idle_timeout(projects, mysql_server, record):
    """When the server has closed the connection for being idle, the next request succeeds."""
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    close_when_idle(site)
    assert site.value("SELECT 1") == 1
    record(wait_timeout=WAIT_TIMEOUT, failed_requests=0)


def test_health_check_sends_one_command_a_request(projects, mysql_server, record):
    """A request that reuses a connection sends one command more than its own query: a ping."""
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    commands = [int(site.sql(COMMANDS)[0][1]) for _ in range(3)]
    pings = [after - before for before, after in pairwise(commands)]
    assert pings == [1, 1]
    record(pings_per_request=pings[0])


def test_session_state_stays(projects, mysql_server, record):
    """What a request sets, creates or locks on its session is there for the next one.

    That is a time zone, an SQL mode, an isolation level, a variable, a temporary table and a lock.
    """
    found = found_by_next_request(projects.serve(EXAMPLE, mysql_server, threads=1))
    assert found == ALL_LEFT
    record(**found)
