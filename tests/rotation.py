"""A login whose password changes on the server while a project runs."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

FIRST, SECOND = "first-password", "second-password"


class Login:
    """A role of its own, so that no other test notices the new password."""

    def __init__(self, server, name: str):
        self.server = server
        self.name = name

    def change_password(self) -> None:
        """From FIRST to SECOND, on the server."""
        self.server.query(f"ALTER ROLE {self.name} PASSWORD '{SECOND}'")

    def mask(self, text: str) -> str:
        """``text`` with the name of its variable instead of the role's, which is of no interest."""
        return text.replace(self.name, "$DB_USER")


@contextmanager
def rotating_login(server, name: str) -> Iterator[Login]:
    """A role whose name begins with ``name``, and has the password FIRST, while the block runs.

    One that a killed run has left on a server is in nobody's way.
    """
    name = f"{name}_{secrets.token_hex(4)}"
    server.query(f"CREATE ROLE {name} LOGIN PASSWORD '{FIRST}'")
    try:
        yield Login(server, name)
    finally:
        server.query(f"DROP ROLE {name}")
