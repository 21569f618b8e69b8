import pytest

from tests.tasks import PROJECT, SERVER_PROCESS, Worker
from tests.waiting import eventually

pytestmark = pytest.mark.packages("celery", "psycopg")


def test_every_task_opens_a_connection(programs, postgresql, record):
    """Ten tasks, run by two processes, open ten connections and leave none."""
    worker = Worker(programs, "celery_prefork/worker.sh", postgresql, imports=PROJECT)
    server_processes = worker.run(*[SERVER_PROCESS] * 10)
    assert len(set(server_processes)) == 10
    left = eventually(lambda: len(worker.sessions()), 0)
    assert left == 0
    record(processes=2, tasks=10, server_processes=10, connections_left=left)
