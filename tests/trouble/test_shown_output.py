"""The output that a script shows is what it prints, and was really printed."""

import pytest

from tests.trouble.clone import WITHOUT_POSTGRESQL

SETTINGS = """
DATABASES = {}
"""
TOPIC = """
import pytest

@pytest.mark.parametrize("script", ["right", "wrong", "unreached", "raises"])
def test_script(projects, sqlite, script):
    'It prints what it shows.'
    projects.run_script(f"shown/{script}.py", sqlite)
"""
SCRIPTS = {
    "right": "print(1 + 1)\n#> 2\n",
    "wrong": "print(1 + 1)\n#> 3\n",
    "unreached": "if 1 > 2:\n    print('never')\n    #> never\n",
    "raises": "print(1 / 0)\n#> 0\n",
}


@pytest.fixture
def clone(clone):
    """A clone whose example has a script for each case."""
    clone.add("examples/shown/settings.py", SETTINGS)
    for name, text in SCRIPTS.items():
        clone.add(f"examples/shown/{name}.py", text)
    clone.add("tests/test_shown.py", TOPIC)
    return clone


def test_output_that_was_not_printed_fails(clone):
    run = clone.run(*WITHOUT_POSTGRESQL, "--tb=short")
    assert run.exit_code == pytest.ExitCode.TESTS_FAILED
    assert "3 failed, 1 passed" in run.last_line
    lines = [line.removeprefix("E   ").strip() for line in run.output.splitlines()]
    assert (
        "Failed: examples/shown/unreached.py shows output under a print that never ran: line 2. "
        "Remove the output, or let the print run."
    ) in lines
    assert "Failed: examples/shown/wrong.py prints something else than it shows:" in lines
    assert lines[lines.index("+++ printed") :][1:5] == [
        "@@ -1,2 +1,2 @@",
        "print(1 + 1)",
        "-#> 3",
        "+#> 2",
    ]
    assert "Failed: examples/shown/raises.py: ZeroDivisionError: division by zero" in lines


def test_update_examples_corrects_the_output_and_nothing_else(clone):
    clone.run(*WITHOUT_POSTGRESQL, "--update-examples")
    shown = {name: (clone.root / f"examples/shown/{name}.py").read_text() for name in SCRIPTS}
    assert shown == SCRIPTS | {"wrong": SCRIPTS["right"]}
