"""The server is restarted while no request runs."""

from tests.faults.fault import Fault


def strike(cell):
    cell.private().restart()


FAULT = Fault("The server is restarted while no request runs", strike, idle=True, workers=1)
