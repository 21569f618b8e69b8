"""See whether a query that waits keeps the other green threads of its process waiting."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting

from tests.plugins.programs import ProgramSite
from tests.servers.process import suspend
from tests.waiting import eventually
from tests.whose_answer import FIRST, lock_held, port_that_waits

PATIENCE = 1  # second: many times what an answer takes that needs no database


def answers_while_a_query_waits(site: ProgramSite, patience: float = 10) -> bool:
    """Whether a request is answered whose process also has a query that waits for a lock.

    Of the two processes one is paused, so that the other gets both requests. ``patience`` is in
    seconds: where no answer is expected, ``PATIENCE`` is enough.
    """
    _, other = site.workers(2)
    suspend(other)
    clients = ThreadPoolExecutor(2)
    try:
        with lock_held(site.database):
            waiting = clients.submit(site.value, FIRST)
            port_that_waits(site)
            answer = clients.submit(site.process)
            try:
                answer.result(patience)
                answered = True
            except StillWaiting:
                answered = False
        assert waiting.result() == "first"
        assert eventually(answer.done, True)
        return answered
    finally:
        clients.shutdown()
