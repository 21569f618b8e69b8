"""The server, or an administrator, closes the project's connections while nothing uses them."""

from tests.faults.fault import Fault


def strike(cell):
    cell.private().terminate(cell.database)


FAULT = Fault("Idle connections are closed by the server", strike, idle=True, workers=1)
