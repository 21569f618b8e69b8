"""Clients ask for much, read the beginning of the answer, and go away."""

from tests.faults.fault import Fault
from tests.slow_clients import make_rows, slow_clients

CLIENTS = 4


def furnish(cell):
    make_rows(cell.site)


def strike(cell):
    with slow_clients(cell.site, CLIENTS, "streaming"):
        pass


FAULT = Fault("Clients go away in the middle of an answer", strike, furnish=furnish)
