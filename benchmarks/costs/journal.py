"""What a run has measured so far: a line each, written at once, so that a stopped run can go on."""

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path


class Journal:
    """The measurements of one run, by key.

    The file's first line says what run it is of. One that was stopped is gone on with only if
    nothing of that has changed; otherwise it begins anew.
    """

    def __init__(self, file: Path, run: dict, say: Callable[[str], None] = print):
        self.file = file
        self.say = say
        self.measured: dict[str, dict] = {}
        run = json.loads(json.dumps(run))  # as it will be read
        lines = file.read_text().splitlines() if file.exists() else []
        if lines and parsed(lines[0]) == run:
            entries = [entry for line in lines[1:] if (entry := parsed(line))]
            self.measured = {entry["key"]: entry["measured"] for entry in entries}
            say(
                f"Going on with a run that was stopped: {len(self.measured)} measurements are kept."
                f" To begin anew, remove {file}."
            )
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(run) + "\n")  # without half a line at its end
        for each, measured in self.measured.items():
            self.add(each, measured)

    def add(self, key: str, measured: dict) -> None:
        """Keep ``measured``, whatever happens next."""
        self.measured[key] = measured
        with self.file.open("a") as file:
            file.write(json.dumps({"key": key, "measured": measured}) + "\n")

    def has(self, group: str, names: Iterable[str], rounds: int) -> bool:
        """Whether a group's measurements are all there, so that nothing has to be started."""
        return all(key(group, n, r) in self.measured for n in names for r in range(rounds))

    def rounds(self, group: str, names: Iterable[str], rounds: int) -> dict[str, list[dict]]:
        """The measurements of a group, round by round."""
        return {n: [self.measured[key(group, n, r)] for r in range(rounds)] for n in names}

    def close(self) -> None:
        """Forget the run, whose result has been written."""
        self.file.unlink()


def key(group: str, name: str, number: int) -> str:
    return f"{group}/{name}/{number}"


def parsed(line: str) -> dict | None:
    """What a line says, or None if the run was killed while it wrote it."""
    try:
        return json.loads(line)
    except ValueError:
        return None


def interleave(
    journal: Journal,
    group: str,
    names: Iterable[str],
    rounds: int,
    measure: Callable[[str], dict],
    said: str,
) -> None:
    """Measure each of ``names`` once, then each again: what slows a while slows all alike.

    Every round begins with another, so that none always follows the same. ``said`` is the quantity
    to print.
    """
    names = list(names)
    for number in range(rounds):
        start = number % len(names)
        for name in [*names[start:], *names[:start]]:
            if key(group, name, number) in journal.measured:
                continue
            measured = measure(name)
            journal.add(key(group, name, number), measured)
            clock = time.strftime("%H:%M:%S")
            journal.say(
                f"{clock}  {group:<12} {name:<26} round {number + 1} of {rounds}: "
                f"{measured[said]:.4g} {said.replace('_', ' ')}"
            )
