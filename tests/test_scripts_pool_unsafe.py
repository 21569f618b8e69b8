import sys

import pytest

from tests.waiting import eventually

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.documented_failure,
    pytest.mark.skipif(
        sys.version_info[:2] != (3, 13), reason="Python 3.13 waits for threads that cannot end"
    ),
]
SCRIPT = "scripts_pool_unsafe/ask.py"


@pytest.mark.waits(5)
def test_python_waits_for_the_pools_threads(programs, projects, postgresql, record):
    """Five seconds after the script has printed its answer, Python still waits for the pool.

    It goes on to wait as long for each of the pool's four threads.
    """
    with postgresql.database() as database:
        command = [sys.executable, str(projects.examples / SCRIPT)]
        program = programs.start(SCRIPT, command, database, settings="scripts_pool/settings.py")
        eventually(lambda: "couldn't stop thread" in program.log.read_text(), True, 30)
        printed = program.log.read_text().splitlines()
        running = program.is_running()
    assert running
    answer, complaint, hint = printed[:3]
    assert complaint == "couldn't stop thread 'pool-1-worker-0' within 5.0 seconds"
    record(printed=answer, warning=complaint, hint=hint, threads=4, seconds_for_each=5)
