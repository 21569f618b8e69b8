"""Let the database work on one process's question while another process asks.

The first is paused in the meantime, as a busy machine pauses any process: so whoever shares its
connection reads its answer, on every run. What the first is answered is not waited for. It may
never come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.load import Request
from tests.plugins.projects import ViewError
from tests.waiting import eventually

if TYPE_CHECKING:
    from tests.faults.cell import Cell

AT_WORK = {"active", "Query"}
"""What servers call the state of a connection whose statement runs."""


def slowly(cell: Cell, token: str) -> str:
    """A statement that takes a second, and can be told by its token."""
    if cell.approach.server == "postgresql":
        return f"SELECT '{token}' FROM pg_sleep(1)"
    return f"SELECT '{token}', SLEEP(1)"


def wait_until_asked(cell: Cell, token: str) -> None:
    """Return when the server works on the statement with this token."""
    asked = eventually(lambda: is_at_work(cell, token), True)
    assert asked, "The first question never reached the server."


def wait_until_answered(cell: Cell, token: str) -> None:
    """Return when the server has sent its answer to the statement with this token."""
    at_work = eventually(lambda: is_at_work(cell, token), False)
    assert not at_work, "The server never answered the first question."


def is_at_work(cell: Cell, token: str) -> bool:
    """Whether the server works on the statement with this token."""
    sessions = cell.server.sessions(cell.database)
    return any(s["state"] in AT_WORK and token in (s["query"] or "") for s in sessions)


def rows(said: dict) -> list:
    """The rows of what a script was answered. Raises ViewError with what the database said."""
    if "rows" not in said:
        raise ViewError([said])
    return said["rows"]


def whose(request: Request) -> str:
    """Whose answer a request got, in a few words."""
    if request.error:
        return "an error"
    return "the answer to another question" if request.wrong else "its own answer"
