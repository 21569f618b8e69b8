"""What a fault is: a few lines of data, and a function that brings it about and ends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.load import select_token

if TYPE_CHECKING:
    from tests.faults.approaches import Approach
    from tests.faults.cell import Cell
    from tests.servers import Server


def nothing(cell: Cell) -> None:
    """No preparation."""


def always(approach: Approach) -> None:
    """It can be tried on every approach."""


@dataclass(frozen=True)
class Fault:
    """One kind of trouble. Its module's name is its name."""

    title: str
    """As a reader calls it."""
    strike: Callable[[Cell], None]
    """Bring it about, and return when it is over. It never leaves a server frozen or stopped."""
    prepare: Callable[[Cell], None] = nothing
    """Before the project is started."""
    furnish: Callable[[Cell], None] = nothing
    """Before the load: make the tables that it needs."""
    why_not: Callable[[Approach], str | None] = always
    """Why it cannot be tried on an approach: a sentence, or None."""
    chance: Mapping[str, str] = field(default_factory=dict)
    """The approaches with which it is chance whether requests fail, each with a sentence why."""
    servers: Mapping[str, Callable[[Path], Server]] = field(default_factory=dict)
    """The private servers it needs, by product, if they are not ordinary ones."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """The examples that the project runs, by approach, if they are not the approach's own."""
    statements: Callable[..., list[str]] = select_token
    """What a request runs, given its token and the database server."""
    idle: bool = False
    """Whether the load pauses while it lasts, and goes on when one request has been answered."""
    workers: int = 2
    threads: int = 8
    seconds: float = 0
    """About how long it lasts: those that take longest start first."""


def only_with_pooler(approach: Approach) -> str | None:
    return None if approach.pooler else "There is no pooler in this approach."
