import socket

import pytest

from tests.oracle import BY_DRIVER, ON_BOTH, ON_ORACLE, SESSION, pool_options
from tests.plugins.projects import ViewError

pytestmark = [
    pytest.mark.packages("oracledb"),
    pytest.mark.documented_failure,
    pytest.mark.only_with("Django>=5.2"),
]
EXAMPLE = "oracle_pool_no_wait/settings.py"
EXHAUSTED = "DPY-4005: timed out waiting for the connection pool to return a connection"


@ON_BOTH
@pytest.mark.only_with("Django>=5.2", "oracledb>=26")
def test_wait_timeout_is_0_unless_set(projects, oracle_server, record):
    """With TIMEDWAIT and no wait_timeout, the driver's pool waits for 0 milliseconds."""
    options = pool_options(projects, EXAMPLE, oracle_server)
    assert (options["getmode"], options["wait_timeout"]) == ("TIMEDWAIT", 0)
    record(wait_timeout=options["wait_timeout"])


@BY_DRIVER
def test_first_request_does_not_wait_for_its_connection(projects, oracle_server, record):
    """The first request, which would have to wait for its connection to be made, fails."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = str(silent.getsockname()[1])
        site = projects.serve(EXAMPLE, oracle_server, DB_PORT=port)
        with pytest.raises(ViewError) as failure:
            site.sql(SESSION)
    assert failure.value.type == "django.db.utils.DatabaseError"
    assert failure.value.message == EXHAUSTED
    record(error=failure.value.errors[0])


@ON_ORACLE
def test_first_request_fails_on_a_server_that_answers(projects, oracle_server, record):
    """The first request fails even though the server answers."""
    site = projects.serve(EXAMPLE, oracle_server)
    with pytest.raises(ViewError) as failure:
        site.sql(SESSION)
    assert failure.value.message == EXHAUSTED
    record(error_of_a_server_that_answers=failure.value.errors[0])
