"""Ways in which a server is away for a while. Each brings it back, whatever happens meanwhile."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.servers import Server

if TYPE_CHECKING:
    from tests.faults.cell import Cell

FROZEN = 3  # seconds
AWAY = 3.7  # seconds: between two attempts of a pool, after 3 and 7 seconds


def restart_after(cell: Cell, server: Server, seconds: float) -> None:
    """Stop ``server``, and start it so many seconds after it was told to stop.

    At that moment no request runs: one that the server works on fails with every approach, and
    whether there is one would be chance.
    """
    cell.clients.pause()
    told = time.monotonic()
    server.stop()
    try:
        cell.clients.resume()
        time.sleep(max(0.0, told + seconds - time.monotonic()))
    finally:
        server.start()


def freeze_for(server: Server, seconds: float = FROZEN) -> None:
    """Have ``server`` keep its connections and answer nothing."""
    server.freeze()
    try:
        time.sleep(seconds)
    finally:
        server.thaw()
