"""The server closes connections while answers are streamed over as many as there may be."""

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

from tests.faults.fault import Fault
from tests.slow_clients import ROWS, make_rows, slow_clients
from tests.waiting import eventually


def furnish(cell):
    make_rows(cell.site)


def strike(cell):
    cell.clients.pause()
    streams = cell.connections_of_a_process
    with (
        ThreadPoolExecutor(1) as clients,
        slow_clients(cell.site, streams, "two at a time") as responses,
    ):
        another = clients.submit(cell.site.sql, "SELECT 1")
        answered = eventually(another.done, True, timeout=1)
        cell.notes[f"a quick request beside {streams} half-sent answers"] = (
            "was answered" if answered else "waited"
        )
        cell.private().terminate(cell.database)
        whole = sum(rest(cell, response) for response in responses)
    cell.notes["answers that arrived whole"] = f"{whole} of {streams}"
    cell.notes["status of all of them"] = ", ".join({str(each.status) for each in responses})


def rest(cell, response) -> bool:
    """Read the rest of an answer: whether it arrived whole."""
    with cell.load.noted() as request:
        try:
            request.wrong = response.read().count(b"\n") != ROWS
        except (OSError, HTTPException) as error:
            raise AssertionError("The answer ends in the middle.") from error
    return request.right


FAULT = Fault(
    "Connections are closed while answers are streamed",
    strike,
    furnish=furnish,
    workers=1,
    threads=10,
    seconds=3,
)
