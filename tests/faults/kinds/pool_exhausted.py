"""As many slow views as there are connections hold them in a transaction for four seconds."""

import time

from tests.faults.fault import Fault

SECONDS = 4


def strike(cell):
    with cell.site.holding(cell.connections_of_a_process, "SELECT 1", atomic=True):
        time.sleep(SECONDS)


FAULT = Fault(
    "Slow views hold every connection of the pool", strike, workers=1, threads=10, seconds=SECONDS
)
