"""Read, check and merge what the faults showed: ``evidence/faults/<fault>.json``, cell by cell.

A cell is an approach and a fault. Its ``classes`` and what it ``also`` says are the same on every
run; its counts, its seconds and its timeline are those of the one run that was recorded.
"""

import json
from functools import cache
from pathlib import Path

from evidence import schemas, store

FOLDER = Path(__file__).parent
SCHEMA = FOLDER / "schema.json"


class NotRecorded(store.EvidenceError):
    """A cell was never recorded."""


def path_of(fault: str, folder: Path = FOLDER) -> Path:
    return folder / f"{fault}.json"


def load(fault: str, folder: Path = FOLDER) -> dict:
    """What was recorded of ``fault``, which is not to be changed.

    Raises NotRecorded if nothing was, EvidenceError if the file is damaged.
    """
    path = path_of(fault, folder)
    try:
        return checked(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise NotRecorded(f"evidence/faults/{path.name} does not exist. {again(fault)}") from None


@cache
def checked(path: Path, _changed: int) -> dict:
    """What a file says, read once as long as it does not change: to check it takes its time."""
    try:
        recorded = json.loads(path.read_text())
    except ValueError as error:
        raise store.EvidenceError(
            f"evidence/faults/{path.name} is not JSON ({error}). {again(path.stem)}"
        ) from error
    if problem := schemas.problem(recorded, SCHEMA):
        raise store.EvidenceError(
            f"evidence/faults/{path.name} is not as its schema says: {problem}. {again(path.stem)}"
        )
    return recorded


def again(fault: str) -> str:
    """What to do about a file."""
    return f"Run `make faults FAULT={fault} RECORD=1`."


def cell_of(fault: str, approach: str, folder: Path = FOLDER) -> dict:
    """One cell. Raises NotRecorded if it is missing."""
    cells = {cell["approach"]: cell for cell in load(fault, folder)["cells"]}
    if approach not in cells:
        raise NotRecorded(
            f"evidence/faults/{fault}.json says nothing of {approach}. "
            f"Run `make faults FAULT={fault} APPROACH={approach} RECORD=1`."
        )
    return cells[approach]


def merge(
    fault: str,
    title: str,
    cell: dict,
    order: list[str],
    lock: Path,
    folder: Path = FOLDER,
) -> None:
    """Put one cell into the file about ``fault``, in one step; the others stay as they are.

    ``order`` names all approaches: a cell of one that is not among them goes. Runs that record at
    the same time take turns at ``lock``, in whose folder the file is made.
    """
    import filelock  # whoever reads needs none

    with filelock.FileLock(lock):
        try:
            cells = {each["approach"]: each for each in load(fault, folder)["cells"]}
        except NotRecorded:
            cells = {}
        cells[cell["approach"]] = cell
        recorded = {
            "fault": fault,
            "title": title,
            "cells": [cells[name] for name in order if name in cells],
        }
        schemas.check(recorded, SCHEMA)
        store.replace(path_of(fault, folder), written(recorded), staging=lock.parent)


def written(recorded: dict) -> str:
    """JSON in a stable form, with each list of numbers on a line of its own."""
    lists = {}

    def fold(value):
        if isinstance(value, list) and value and not isinstance(value[0], dict | list):
            mark = f"@{len(lists)}@"
            lists[f'"{mark}"'] = json.dumps(value, ensure_ascii=False)
            return mark
        if isinstance(value, dict):
            return {key: fold(each) for key, each in value.items()}
        return [fold(each) for each in value] if isinstance(value, list) else value

    text = json.dumps(fold(recorded), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    for mark, numbers in lists.items():
        text = text.replace(mark, numbers)
    return text
