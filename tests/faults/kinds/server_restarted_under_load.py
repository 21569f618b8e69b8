"""The server is restarted while requests come, and is away for about four seconds."""

from tests.faults.fault import Fault
from tests.faults.outages import AWAY, restart_after


def strike(cell):
    restart_after(cell, cell.private(), AWAY)


FAULT = Fault("The server is restarted under load", strike, seconds=AWAY)
