"""A Celery worker asks the database something before it forks the process for its tasks."""

import tempfile
from pathlib import Path

import psutil

from tests.faults.fault import Fault
from tests.faults.whose_answer import rows, slowly, wait_until_asked, whose
from tests.plugins.projects import Gate
from tests.project import celery_fork, child
from tests.servers.process import suspend
from tests.servers.run_directory import end
from tests.tasks import Broker, outcomes


def strike(cell):
    cell.clients.pause()
    broker = Broker(Path(tempfile.mkdtemp(prefix="celery-", dir=cell.projects.directory)))
    worker, pipe = start(cell, broker)
    gate = Gate(timeout=60)
    try:
        token = cell.load.token()
        outcome = broker.send(celery_fork.TASK, gate.address, f"SELECT '{token}'")
        gate.wait_for(1)  # so the task's process has done all that Celery does at its beginning
        parent = request_of_parent(cell, pipe)
        cell.notes["after the fork, the main process asked, and got"] = whose(parent)
        if not parent.error:
            question = cell.load.token()
            pipe.send(slowly(cell, question))
            wait_until_asked(cell, question)
        suspend(worker)
        with cell.load.noted() as request:
            gate.open()
            request.wrong = rows(outcomes([outcome])[0]["result"]) != [[token]]
        cell.notes["the main process asked, and the task got"] = whose(request)
    finally:
        gate.close()
        end(worker)


def request_of_parent(cell, pipe):
    """That of the worker's main process, over the connection that it had before the fork."""
    token = cell.load.token()
    with cell.load.noted() as request:
        pipe.send(f"SELECT '{token}'")
        assert pipe.poll(20), "The worker did not answer."
        request.wrong = rows(pipe.recv()) != [[token]]
    return request


def start(cell, broker):
    """A worker with the cell's settings, and the pipe to its main process."""
    ours, theirs = child.context.Pipe()
    configuration = {
        "broker_url": "filesystem://",
        "broker_transport_options": {
            "data_folder_in": str(broker.tasks),
            "data_folder_out": str(broker.sent),
            "control_folder": str(broker.results),
            "polling_interval": 0.02,
        },
        "result_backend": f"file://{broker.results}",
    }
    process, _ = cell.projects.start(
        celery_fork.work,
        cell.approach.settings,
        cell.database,
        cell.environment,
        configuration,
        theirs,
    )
    return psutil.Process(process.pid), ours


FAULT = Fault("A Celery worker forks after a query", strike, workers=1, threads=2, seconds=8)
