"""The server is restarted while requests come, and is away for a second and a half."""

from tests.faults.fault import Fault
from tests.faults.outages import restart_after


def strike(cell):
    restart_after(cell.private(), 1.35)


FAULT = Fault("The server is restarted under load", strike, seconds=2)
