import pytest

from tests.oracle import BY_DRIVER, ON_ORACLE, PINGS, SESSION, printed, without_ids
from tests.plugins.projects import ViewError

pytestmark = [pytest.mark.packages("oracledb"), pytest.mark.only_with("Django>=5.0")]
EXAMPLE = "oracle_persistent/settings.py"


@ON_ORACLE
def test_requests_of_a_thread_share_a_session(projects, oracle_server, record):
    """Five requests of one thread, one after another, are one session."""
    site = projects.serve(EXAMPLE, oracle_server, threads=1)
    sessions = {site.value(SESSION) for _ in range(5)}
    assert len(sessions) == 1
    record(requests=5, sessions=len(sessions))


@ON_ORACLE
def test_health_check_replaces_a_dead_session(projects, oracle_server, record):
    """After the server has killed the session, the next request gets another and succeeds."""
    site = projects.serve(EXAMPLE, oracle_server, threads=1)
    before = site.value(SESSION)
    killed = oracle_server.terminate(site.database)
    assert killed == 1
    assert site.value(SESSION) != before
    record(sessions_killed=killed, failed_requests=0)


@BY_DRIVER
def test_health_check_is_one_ping(projects, oracle_server, record):
    """Before it reuses a connection, Django pings it once."""
    pings = printed(projects, EXAMPLE, oracle_server, PINGS)
    assert pings == 1
    record(pings=pings)


@BY_DRIVER
def test_first_thing_to_fail_is_the_network(projects, oracle_server, record):
    """With nothing listening, a request gets as far as the network and names the cause."""
    site = projects.serve(EXAMPLE, oracle_server)
    with pytest.raises(ViewError) as failure:
        site.sql(SESSION)
    assert failure.value.type == "django.db.utils.OperationalError"
    assert failure.value.message.endswith("Connection refused")
    record(error=without_ids(failure.value.errors[0]))
