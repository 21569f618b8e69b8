"""The web server loads the project, which asks the database something, and forks its workers."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from tests.faults.fault import Fault
from tests.faults.whose_answer import slowly, wait_until_asked, whose
from tests.plugins.projects import ViewError
from tests.waiting import eventually

WORKERS = 2
OWN = "its own answer"
ROUNDS = 6
"""A worker that tests its connection may read two answers at once, and go on with its own."""


def strike(cell):
    cell.clients.pause()
    cell.stop_serving()
    cell.notes["one worker asked, and the other got"] = whose_of(cell, ROUNDS)
    cell.serve()
    cell.load.site = cell.site


def whose_of(cell, rounds):
    """Whose answer the second worker gets, in the first round in which it is not its own."""
    answers = (whose(second_request(cell)) for _ in range(rounds))
    return next((answer for answer in answers if answer != OWN), OWN)


def second_request(cell):
    """The second worker's, sent while the first worker's question is being worked on."""
    cell.serve(QUERY_BEFORE_FORK="1")
    cell.load.site = cell.site
    assert eventually(lambda: len(cell.web_server.children()), WORKERS) == WORKERS
    first, second = cell.web_server.children()
    token = cell.load.token()
    with ThreadPoolExecutor(1) as clients:
        second.suspend()
        clients.submit(ask_in_vain, cell.site, slowly(cell, token))
        wait_until_asked(cell, token)
        first.suspend()
        second.resume()
        request = cell.load.send()
        cell.stop_serving()
    return request


def ask_in_vain(site, statement):
    with suppress(ViewError, AssertionError):
        site.sql(statement)


FAULT = Fault("Workers are forked after a query", strike, workers=WORKERS, threads=1, seconds=9)
