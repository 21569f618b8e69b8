"""The server hangs for three seconds: its connections stay open, and nothing is answered."""

from tests.faults.fault import Fault
from tests.faults.outages import FROZEN, freeze_for


def strike(cell):
    freeze_for(cell.private())


FAULT = Fault("The server hangs and goes on", strike, seconds=FROZEN)
