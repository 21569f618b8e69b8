"""What stands where a pooler would, for tests that only read its configuration file."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers.base import Database


class NotThere:
    """A pooler that is not on this machine, in front of a server that is not asked either.

    What a test shows here was read in the files, or is what Django says of the settings.
    """

    outcome = "read-not-run"

    def __init__(self, product: str, behind: str):
        self.product = product
        self.behind = behind

    def software(self) -> dict:
        return {
            "server": {"product": self.behind, "version": None},
            "pooler": {"product": self.product, "version": None},
        }

    @contextmanager
    def database(self) -> Iterator[Database]:
        names = ("DB_NAME", "DB_USER", "DB_PASSWORD", "DB_HOST", "DB_PORT")
        yield Database("nothing", dict.fromkeys(names, ""), self)
