import pytest

from tests.tasks import SERVER_PROCESS, TASKS, Worker

pytestmark = pytest.mark.packages("celery", "psycopg")
SETTINGS = "celery_reuse/settings.py"
PROJECT = ["celery_reuse/mysite/celery.py", TASKS]


def test_processes_keep_their_connections_while_they_live(programs, postgresql, record):
    """Twenty tasks are served over two connections, one for each process.

    When the server has closed them, the next ten tasks succeed over new ones.
    """
    worker = Worker(
        programs, "celery_prefork/worker.sh", postgresql, settings=SETTINGS, imports=PROJECT
    )
    before = worker.fill_connections(2)
    assert set(worker.run(*[SERVER_PROCESS] * 20)) <= before
    postgresql.terminate(worker.database)
    after = set(worker.run(*[SERVER_PROCESS] * 10))
    assert not after & before
    record(processes=2, tasks=20, connections=len(before), failed_tasks=0)
