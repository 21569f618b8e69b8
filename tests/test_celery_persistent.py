import pytest

from tests.tasks import PROJECT, SERVER_PROCESS, Worker
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("celery", "psycopg"), pytest.mark.documented_failure]
SETTINGS = "celery_persistent/settings.py"


def test_every_task_opens_a_connection(programs, postgresql, record):
    """Ten tasks open ten connections and leave none, with a `CONN_MAX_AGE` of ten minutes."""
    worker = Worker(
        programs, "celery_prefork/worker.sh", postgresql, settings=SETTINGS, imports=PROJECT
    )
    server_processes = worker.run(*[SERVER_PROCESS] * 10)
    assert len(set(server_processes)) == 10
    left = eventually(lambda: len(worker.sessions()), 0)
    assert left == 0
    record(tasks=10, server_processes=10, connections_left=left, max_age=600)


def test_threads_make_no_difference(programs, postgresql, record):
    """Ten tasks open ten connections in a worker with threads, too."""
    worker = Worker(
        programs, "celery_threads/worker.sh", postgresql, settings=SETTINGS, imports=PROJECT
    )
    server_processes = worker.run(*[SERVER_PROCESS] * 10)
    assert len(set(server_processes)) == 10
    record(tasks=10, server_processes=10)
