"""Ways in which a server is away for a while. Each brings it back, whatever happens meanwhile."""

import time

from tests.servers import Server

FROZEN = 3  # seconds


def restart_after(server: Server, seconds: float) -> None:
    """Stop ``server``, and start it so many seconds after it was told to stop."""
    told = time.monotonic()
    server.stop()
    try:
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
