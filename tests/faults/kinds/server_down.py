"""The server is away for ten seconds, while requests come for every thread."""

from functools import partial

from tests.faults.fault import Fault
from tests.faults.outages import restart_after

DOWN = 10  # seconds


def strike(cell):
    # In the middle, or some threads would find out only when it is over.
    cell.meanwhile(DOWN / 2, partial(cell.sweep, patience=1))
    restart_after(cell, cell.private(), DOWN)


FAULT = Fault("The server is down for ten seconds", strike, seconds=DOWN)
