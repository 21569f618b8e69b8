"""Fetch every server that this machine can have, start each once, and say what came of it."""

import sys
import time

from tests.servers import FIND, ServerError
from tests.servers.run_directory import run_directory
from tests.servers.starter import Desk, Starter


def main() -> int:
    """The exit code: 1 if a server that could be had did not start."""
    started = time.monotonic()
    with run_directory() as directory:
        desk = Desk(directory / "servers")
        starter = Starter(desk, directory)
        try:
            for name in FIND:
                desk.ask_for(name)
            for name in FIND:
                try:
                    desk.wait_for(name)
                except ServerError:
                    continue  # the table says so
        finally:
            starter.close()
    print("\n".join(starter.table()))
    for error in starter.failed.values():
        print(f"ERROR: {error}")
    print(f"{time.monotonic() - started:.1f} seconds")
    return 1 if starter.failed else 0


if __name__ == "__main__":
    sys.exit(main())
