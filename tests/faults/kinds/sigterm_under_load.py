"""The web server is told to stop while requests run, and is started again, as by a deployment."""

import time

from tests.faults.fault import Fault
from tests.plugins.projects import ViewError
from tests.waiting import eventually

IN_FLIGHT = 2


def strike(cell):
    with cell.site.holding(IN_FLIGHT, "SELECT 1") as requests:
        cell.web_server.terminate()
        time.sleep(1)
    answered = sum(was_answered(request) for request in requests)
    cell.web_server.wait(10)
    left = eventually(cell.connections_held, 0, timeout=5)
    cell.notes["requests in flight that were answered"] = f"{answered} of {IN_FLIGHT}"
    cell.notes["connections that the project left open"] = left
    cell.serve()
    cell.load.site = cell.site


def was_answered(request) -> bool:
    try:
        return request.result() == [[1]]
    except (ViewError, AssertionError):
        return False


FAULT = Fault("The web server is stopped under load", strike, seconds=2)
