"""No request comes for a minute, which is longer than the server's idle_session_timeout."""

import time

from tests.faults.fault import Fault, only_on_postgresql

TIMEOUT = 10  # seconds: longer than a pool pauses between its checks of dead connections
IDLE = 61  # seconds: what CONN_MAX_AGE allows at least in an approach, and one more


def prepare(cell):
    name = cell.database.name
    cell.private().query(f"ALTER DATABASE \"{name}\" SET idle_session_timeout = '{TIMEOUT}s'")


def strike(cell):
    time.sleep(IDLE)


FAULT = Fault(
    "Connections are idle past the server's timeout",
    strike,
    why_not=only_on_postgresql,
    prepare=prepare,
    idle=True,
    workers=1,
    seconds=IDLE,
)
