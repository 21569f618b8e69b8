import socket
import time

import pytest

from tests.oracle import (
    BY_DRIVER,
    ON_BOTH,
    ON_ORACLE,
    SESSION,
    pool_options,
    printed,
    without_ids,
)
from tests.plugins.projects import ViewError

pytestmark = [pytest.mark.packages("oracledb"), pytest.mark.only_with("Django>=5.2")]
EXAMPLE = "oracle_pool_sized/settings.py"
EXHAUSTED = "DPY-4005: timed out waiting for the connection pool to return a connection"

ATTEMPTS = """
import json
import oracledb

attempts = {
    '"MIN": 2': {"MIN": 2},
    '"wait": 2000': {"wait": 2000},
    '"min": "two"': {"min": "two"},
    '"max": [4]': {"max": [4]},
    '"min": -1': {"min": -1},
    '"getmode": "soon"': {"getmode": "soon"},
    '"max_lifetime_session": "1h"': {"max_lifetime_session": "1h"},
    '"min": "2"': {"min": "2"},
    '"getmode": "timedwait"': {"getmode": "timedwait"},
    '"timeout": 2.7': {"timeout": 2.7},
}
answers = {}
for attempt, options in attempts.items():
    try:
        pool = oracledb.create_pool(dsn="127.0.0.1:1/nothing", **({"max": 4} | options))
        [name] = options
        value = getattr(pool, name)
        answers[attempt] = getattr(value, "name", value)
        pool.close()
    except Exception as error:
        answers[attempt] = f"{type(error).__name__}: {error}"
print(json.dumps(answers))
"""


@ON_BOTH
@pytest.mark.only_with("Django>=5.2", "oracledb>=26")
def test_pool_has_the_options_of_the_settings(projects, oracle_server, record):
    """The driver builds the pool with each option as it is set."""
    options = pool_options(projects, EXAMPLE, oracle_server)
    assert options == {
        "min": 2,
        "max": 4,
        "increment": 1,
        "getmode": "TIMEDWAIT",
        "wait_timeout": 2000,
        "timeout": 300,
        "max_lifetime_session": 3600,
        "ping_interval": 0,
    }
    record(**options)


@BY_DRIVER
@pytest.mark.only_with("Django>=5.2", "oracledb>=26")
def test_driver_refuses_unknown_names_and_values_it_cannot_convert(projects, oracle_server, record):
    """A wrong name is refused, and so is a value that cannot become a number or a mode.

    One that can is taken: a number in quotation marks, a mode by its name, a fraction cut off.
    """
    answers = printed(projects, EXAMPLE, oracle_server, ATTEMPTS)
    taken = {attempt: answer for attempt, answer in answers.items() if "Error:" not in str(answer)}
    assert taken == {'"min": "2"': 2, '"getmode": "timedwait"': "TIMEDWAIT", '"timeout": 2.7': 2}
    record(refused={key: answers[key] for key in answers.keys() - taken.keys()}, taken=taken)


@BY_DRIVER
def test_unreachable_server_is_named_at_once(projects, oracle_server, record):
    """With nothing listening, a request fails at once with the true cause."""
    site = projects.serve(EXAMPLE, oracle_server)
    started = time.monotonic()
    with pytest.raises(ViewError) as failure:
        site.sql(SESSION)
    assert failure.value.type == "django.db.utils.OperationalError"
    assert failure.value.message.endswith("Connection refused")
    assert time.monotonic() - started < 60
    record(error=without_ids(failure.value.errors[0]))


@BY_DRIVER
@pytest.mark.waits(2)
def test_silent_server_looks_like_an_exhausted_pool(projects, oracle_server, record):
    """With a server that accepts connections and never answers, the error is the same."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = str(silent.getsockname()[1])
        site = projects.serve(EXAMPLE, oracle_server, DB_PORT=port)
        with pytest.raises(ViewError) as failure:
            site.sql(SESSION)
    assert failure.value.type == "django.db.utils.DatabaseError"
    assert failure.value.message == EXHAUSTED
    record(error=failure.value.errors[0])


@ON_ORACLE
@pytest.mark.waits(2)
def test_exhausted_pool_fails_after_wait_timeout(projects, oracle_server, record):
    """While four slow views hold the pool, a fifth request waits two seconds and fails."""
    site = projects.serve(EXAMPLE, oracle_server, threads=8)
    with site.holding(4, SESSION):
        started = time.monotonic()
        with pytest.raises(ViewError) as failure:
            site.sql(SESSION)
        waited = time.monotonic() - started
    assert 2 <= waited < 10
    assert failure.value.type == "django.db.utils.DatabaseError"
    assert failure.value.message == EXHAUSTED
    assert site.value(SESSION), "the pool recovers when the slow views end"
    record(error=failure.value.errors[0])


@ON_ORACLE
def test_pool_never_exceeds_max(projects, oracle_server, record):
    """Eight clients that never pause are served over at most four sessions: max."""
    site = projects.serve(EXAMPLE, oracle_server, threads=8)
    held = 0
    for _ in site.crowd(8, 120, SESSION):
        held = max(held, len(site.sessions()))
    assert held == 4
    record(clients=8, most_sessions=held)


@ON_ORACLE
def test_ping_replaces_dead_sessions(projects, oracle_server, record):
    """After the server has killed the pool's sessions, no request fails."""
    site = projects.serve(EXAMPLE, oracle_server, threads=1)
    before = site.value(SESSION)
    assert oracle_server.terminate(site.database) >= 1
    after = {site.value(SESSION) for _ in range(5)}
    assert before not in after
    record(failed_requests=0)
