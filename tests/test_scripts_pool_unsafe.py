import sys

import pytest

from tests.servers.process import ServerProcess
from tests.waiting import eventually

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
    pytest.mark.documented_failure,
    pytest.mark.skipif(
        sys.version_info[:2] != (3, 13), reason="Python 3.13 waits for threads that cannot end"
    ),
]
TOPIC = "scripts_pool_unsafe"
COMPLAINT = "couldn't stop thread 'pool-1-worker-0' within 5.0 seconds"


@pytest.mark.waits(5)
def test_python_waits_for_the_pools_threads(programs, projects, postgresql, record):
    """Five seconds after a script and a command have done their work, Python waits for the pool.

    It goes on to wait as long for each of the pool's four threads.
    """
    with postgresql.database() as database:
        started = [
            programs.start(
                f"{TOPIC}/{file}",
                [program, str(projects.examples / TOPIC / file)],
                database,
                settings="scripts_pool/settings.py",
            )
            for program, file in ((sys.executable, "ask.py"), ("bash", "inspectdb.sh"))
        ]
        assert eventually(lambda: all(map(complains, started)), True, 30)
        assert all(program.is_running() for program in started)
        printed = started[0].log.read_text().splitlines()
    record(printed=printed[0], warning=COMPLAINT, threads=4, seconds_for_each=5)


def complains(program: ServerProcess) -> bool:
    return COMPLAINT in program.log.read_text()
