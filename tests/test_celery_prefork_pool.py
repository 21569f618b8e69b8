import pytest

from tests.tasks import PROJECT, SERVER_PROCESS, Worker

pytestmark = [
    pytest.mark.packages("celery", "psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
    pytest.mark.documented_failure,
]
SETTINGS = "celery_prefork_pool/settings.py"


def test_no_task_reuses_a_connection(programs, postgresql, record):
    """Ten tasks are served by ten server processes: Celery closes the pool around each task."""
    worker = Worker(
        programs, "celery_prefork/worker.sh", postgresql, settings=SETTINGS, imports=PROJECT
    )
    server_processes = worker.run(*[SERVER_PROCESS] * 10)
    assert len(set(server_processes)) == 10
    record(tasks=10, server_processes=10)
