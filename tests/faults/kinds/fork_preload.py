"""The web server loads the project, which asks the database something, and forks its workers."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from tests.faults.fault import Fault
from tests.faults.outages import freeze_for
from tests.faults.whose_answer import slowly, wait_until_answered, wait_until_asked, whose
from tests.plugins.projects import ViewError
from tests.servers.process import suspend
from tests.waiting import eventually

WORKERS = 2
PAUSE = 1  # second


def strike(cell):
    cell.clients.pause()
    cell.stop_serving()
    cell.notes["one worker asked, and the other got"] = whose(second_request(cell))
    cell.serve()
    cell.load.site = cell.site


def second_request(cell):
    """The second worker's, sent when the answer to the first worker's waits to be read.

    The server is paused meanwhile: a worker that tests its connection would read both answers at
    once, or one after the other, as chance has it.
    """
    cell.serve(QUERY_BEFORE_FORK="1")
    cell.load.site = cell.site
    assert eventually(lambda: len(cell.web_server.children()), WORKERS) == WORKERS
    first, second = cell.web_server.children()
    token = cell.load.token()
    with ThreadPoolExecutor(2) as clients:
        suspend(second)
        clients.submit(ask_in_vain, cell.site, slowly(cell, token))
        wait_until_asked(cell, token)
        suspend(first)
        wait_until_answered(cell, token)
        freezing = clients.submit(freeze_for, cell.private(), PAUSE)
        time.sleep(PAUSE / 2)
        second.resume()
        request = cell.load.send()
        freezing.result()
        cell.stop_serving()
    return request


def ask_in_vain(site, statement):
    with suppress(ViewError, AssertionError):
        site.sql(statement)


FAULT = Fault("Workers are forked after a query", strike, workers=WORKERS, threads=1, seconds=9)
