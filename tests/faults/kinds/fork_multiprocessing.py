"""A script has a connection open when it forks: the child asks with its copy, or closes it."""

import psutil

from tests.faults.fault import Fault
from tests.faults.whose_answer import rows, slowly, wait_until_asked, whose
from tests.project import child, forked
from tests.servers.process import suspend


def strike(cell):
    cell.clients.pause()
    cell.notes["the parent asked, and the child got"] = whose(request_of_child(cell))
    cell.notes["the child closed the connection, and the parent got"] = whose(
        request_of_parent(cell)
    )


def request_of_child(cell):
    """The child's, sent while its parent's question is being worked on."""
    token = cell.load.token()
    script, pipe = start(cell, forked.ask_after_fork, slowly(cell, token))
    wait_until_asked(cell, token)
    suspend(psutil.Process(script.pid))
    with cell.load.noted() as request:
        token = cell.load.token()
        pipe.send(f"SELECT '{token}'")
        request.wrong = answer(pipe) != [[token]]
    script.kill()
    return request


def request_of_parent(cell):
    """The parent's, after a child has closed its copy of the connection."""
    token = cell.load.token()
    with cell.load.noted() as request:
        script, pipe = start(cell, forked.ask_after_close, f"SELECT '{token}'")
        request.wrong = answer(pipe) != [[token]]
    script.kill()
    return request


def start(cell, target, statement):
    """A script with the cell's settings, and the pipe to it."""
    ours, theirs = child.context.Pipe()
    script, _ = cell.projects.start(
        target, cell.approach.settings, cell.database, cell.environment, statement, theirs
    )
    return script, ours


def answer(pipe):
    """The rows that come out of a pipe. Raises ViewError with what the database said."""
    assert pipe.poll(20), "The script did not answer."
    return rows(pipe.recv())


FAULT = Fault("A script forks with an open connection", strike, workers=1, threads=2, seconds=3)
