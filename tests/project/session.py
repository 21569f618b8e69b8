"""Run an example script as `manage.py shell < script` would, and check what it prints."""

import ast
from dataclasses import dataclass
from pathlib import Path

from pytest_examples import CodeExample
from pytest_examples.config import ExamplesConfig
from pytest_examples.run_code import run_code

from tests.project.child import enter

STYLE = {"line_length": 88, "quotes": "double", "target_version": "py312"}
"""How examples are formatted: black's defaults, as in Django itself."""


class WholeFile(CodeExample):
    """A file that is an example from its first line to its last, not a part of a docstring."""

    def in_py_file(self) -> bool:
        return False


def whole_file(path: Path) -> WholeFile:
    """The Python file at ``path`` as pytest-examples sees it."""
    return WholeFile.create(path.read_text(), path=path)


@dataclass
class Outcome:
    """What a script did."""

    error: str | None = None
    """The exception that ended it, if one did."""
    corrected: str | None = None
    """The file with the output that was really printed, if it shows another."""
    unreached: tuple[int, ...] = ()
    """Lines that show the output of a print that never ran."""
    printed: int = 0
    """How many prints ran."""


def run(topic: Path, environment: dict[str, str], log: Path, script: Path, reply) -> None:
    """Run ``script`` in this child process and send its Outcome through ``reply``."""
    enter(topic, environment, log)
    try:
        import django

        django.setup()
        reply.send(check(whole_file(script)))
    except BaseException as error:
        reply.send(Outcome(error=f"{type(error).__name__}: {error}"))
        raise


def check(example: WholeFile) -> Outcome:
    """Run ``example`` here and compare its ``#>`` lines with what it prints."""
    prints = run_code(
        example=example,
        python_file=example.path,
        loader=None,
        config=ExamplesConfig(**STYLE),
        enable_print_mock=True,
        print_callback=None,
        include_print=None,
        module_globals=None,
        call=None,
    )[0]
    reached = {statement.line_no for statement in prints.print_statements()}
    return Outcome(
        corrected=prints.updated_print_statements(example),
        unreached=tuple(sorted(lines_with_output(example.source) - reached)),
        printed=len(prints.print_statements()),
    )


def lines_with_output(source: str) -> set[int]:
    """The lines of the print calls that a ``#>`` comment follows.

    pytest-examples looks only at prints that ran, so output shown under one that did not would
    pass unseen.
    """
    lines = source.splitlines()
    return {
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
        and any(
            line.lstrip().startswith("#>") for line in lines[node.end_lineno : node.end_lineno + 1]
        )
    }
