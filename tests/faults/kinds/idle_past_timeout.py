"""No request comes for a minute, which is longer than the server's idle timeout."""

import time

from tests.faults.fault import Fault

TIMEOUT = 10  # seconds: longer than a pool pauses between its checks of dead connections
IDLE = 61  # seconds: what CONN_MAX_AGE allows at least in an approach, and one more


def prepare(cell):
    if cell.approach.server == "postgresql":
        name = cell.database.name
        cell.private().query(f"ALTER DATABASE \"{name}\" SET idle_session_timeout = '{TIMEOUT}s'")
    else:
        cell.private().query(f"SET GLOBAL wait_timeout = {TIMEOUT}")  # of sessions yet to come


def strike(cell):
    time.sleep(IDLE)


FAULT = Fault(
    "Connections are idle past the server's timeout",
    strike,
    prepare=prepare,
    idle=True,
    workers=1,
    seconds=IDLE,
)
