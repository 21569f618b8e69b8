import pytest

from tests import pooled_state

pytestmark = pytest.mark.packages("psycopg")
SETTINGS = "pgbouncer_session/settings.py"  # CONN_MAX_AGE = 0
PERSISTENT_SETTINGS = "odyssey/settings.py"  # CONN_MAX_AGE = None


@pytest.fixture
def pooler(start_odyssey):
    return start_odyssey("odyssey_session/odyssey.conf")


def test_session_state_stays_with_its_client(projects, pooler, postgresql_tls, record):
    """What one client changes it finds again among others, and no other client finds it."""
    one = projects.serve(PERSISTENT_SETTINGS, pooler, threads=1)
    other = projects.serve(PERSISTENT_SETTINGS, pooler, threads=2, database=one.database)
    seen = pooled_state.seen_by(one, other, postgresql_tls)
    assert seen["same_server_process"] == [True, False, True]
    assert seen["alone"] == pooled_state.EVERYTHING
    assert seen["among_others"] == pooled_state.EVERYTHING
    assert seen["other_client"] == pooled_state.NOTHING
    record(**seen)


def test_session_state_is_discarded_at_disconnect(projects, pooler, postgresql_tls, record):
    """Nothing that one request changes is found by the next, on the same server process."""

    def observe():
        site = projects.serve(SETTINGS, pooler, threads=1)
        with pooled_state.role(postgresql_tls, site.database) as role:
            changed = pooled_state.leave_everything(site, role)
            process, found = pooled_state.found(site)
        return process == changed, found

    found = pooled_state.once_on_one_connection(observe)
    assert found == pooled_state.NOTHING
    record(next_client=found)
