"""Run a cell, and compare its classes with what is recorded, or record it."""

import itertools
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence import faults as evidence
from tests.faults.approaches import APPROACHES, Approach
from tests.faults.cell import Cell
from tests.faults.kinds import FAULTS
from tests.plugins.projects import Projects

BY_NAME = {approach.name: approach for approach in APPROACHES}
STABLE = ("classes", "also", "not_run")
"""What of a cell is the same on every run."""


def run_cell(
    fault_name: str, approach: Approach, projects: Projects, start_pooler, **options
) -> dict:
    """What came of one cell, or why it cannot be run, as evidence has it.

    ``options`` are those of ``Cell``.
    """
    fault = FAULTS[fault_name]
    named = {"approach": approach.name, "title": approach.title, "server": approach.server}
    if reason := fault.why_not(approach):
        return {**named, "not_run": reason}
    with Cell(approach, fault, projects, start_pooler, **options).started() as cell:
        files = {"settings": cell.settings, "pooler": approach.pooler}
        seen = {**named, **files, **cell.run()}
    if why := fault.chance.get(approach.name):
        seen["classes"]["failed"] = "by chance"
        seen["chance"] = why
    return seen


def compare(fault: str, run: Callable[[], dict]) -> None:
    """Fail the test if what ``run`` returns is, twice in a row, not what is recorded.

    A machine that is too busy may delay a cell once; what has changed differs twice.
    """
    if difference(fault, run()) and (said := difference(fault, run())):
        pytest.fail(said, pytrace=False)


def difference(fault: str, seen: dict) -> str | None:
    """How the classes of a cell differ from those that are recorded, in a sentence, or None.

    Fails the test if none are recorded.
    """
    try:
        recorded = evidence.cell_of(fault, seen["approach"])
    except evidence.NotRecorded as error:
        pytest.fail(str(error), pytrace=False)
    was, now = ({key: cell.get(key) for key in STABLE} for cell in (recorded, seen))
    if was == now:
        return None
    return (
        f"{seen['title']}, {fault}: recorded {was}, observed {now} ({details(seen)}). "
        "If the new observation is right: "
        f"make faults FAULT={fault} APPROACH={seen['approach']} RECORD=1"
    )


def details(seen: dict) -> str:
    """What helps to understand why a class differs."""
    wanted = ("seconds_until_healthy", "requests", "errors", "connections")
    return ", ".join(f"{name}: {seen[name]}" for name in wanted if name in seen)


def record(fault: str, seen: dict, lock: Path) -> None:
    """Put the cell into the evidence; those that were recorded before it stay."""
    order = [approach.name for approach in APPROACHES]
    evidence.merge(fault, FAULTS[fault].title, seen, order, lock)


def selected() -> list[tuple[str, Approach]]:
    """The cells that FAULT and APPROACH name, or all of them, in the order of a quick run.

    A long one, which waits, stands beside a short one, which works.
    """
    faults = chosen("FAULT", FAULTS)
    approaches = chosen("APPROACH", BY_NAME)
    cells = [(fault, BY_NAME[approach]) for fault in faults for approach in approaches]
    cells.sort(key=lambda cell: -FAULTS[cell[0]].seconds)
    half = (len(cells) + 1) // 2
    pairs = itertools.zip_longest(cells[:half], reversed(cells[half:]))
    return [cell for pair in pairs for cell in pair if cell]


def chosen(variable: str, known: dict) -> list[str]:
    """The names in a variable, separated by spaces or commas, or all."""
    names = os.environ.get(variable, "").replace(",", " ").split()
    if unknown := set(names) - set(known):
        raise pytest.UsageError(
            f"{variable} names {', '.join(sorted(unknown))}; there are: {', '.join(known)}."
        )
    return names or list(known)
