import pytest

from tests.tasks import PROJECT, SERVER_PROCESS, Worker

pytestmark = [pytest.mark.packages("celery", "psycopg"), pytest.mark.documented_failure]
SETTINGS = "celery_reuse_unchecked/settings.py"
CLOSED = "the connection is closed"


@pytest.mark.only_with("psycopg>=3.2")
def test_dead_connection_fails_task_after_task(programs, postgresql, record):
    """When the server has closed the connections of both processes, the next ten tasks fail.

    Nothing looks whether a connection is alive before its process has run enough tasks.
    """
    worker = Worker(
        programs, "celery_prefork/worker.sh", postgresql, settings=SETTINGS, imports=PROJECT
    )
    worker.fill_connections(2)
    postgresql.terminate(worker.database)
    errors = worker.fail(*[SERVER_PROCESS] * 10)
    messages = {error["message"] for error in errors}
    assert messages == {"terminating connection due to administrator command", CLOSED}
    assert {error["type"] for error in errors} == {"django.db.utils.OperationalError"}
    record(failed_tasks=len(errors), error={"type": errors[0]["type"], "message": CLOSED})
