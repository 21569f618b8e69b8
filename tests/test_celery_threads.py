import pytest

from tests.tasks import PROJECT, SERVER_PROCESS, Worker

pytestmark = [
    pytest.mark.packages("celery", "psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
]


def test_tasks_share_the_pools_connections(programs, postgresql, record):
    """Eighty tasks, run by eight threads of one process, share at most four connections."""
    worker = Worker(programs, "celery_threads/worker.sh", postgresql, imports=PROJECT)
    server_processes = worker.run(*[SERVER_PROCESS] * 80)
    held = {session["pid"] for session in worker.sessions()}
    assert set(server_processes) <= held
    assert len(held) <= 4
    record(threads=8, tasks=80, connections_at_most=4)
