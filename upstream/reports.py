"""The report about Oracle's ``"pool": False``: Django's own test runner, and no server."""

import sys
from pathlib import Path

from upstream import REPORTS
from upstream.checks import Environment
from upstream.series import Patch, apply
from upstream.source import reset

TEST = REPORTS / "oracle_pool_false_test.patch"
FIX = REPORTS / "oracle_pool_false_fix.patch"
SETTINGS = "oracle_without_a_server"
LABEL = "backends.oracle.tests.PoolOptionTests"
FAILS = "AssertionError: 'pool' unexpectedly found in {'pool': False}"


def oracle_pool_false(tree: Path, environment: Environment) -> list[str]:
    """What is not as the report says: the test fails on Django as shipped, and passes with the fix.

    Raises UpstreamError if one of the two patches does not apply. The tree is put back.
    """
    problems = []
    reset(tree)
    try:
        apply(tree, [Patch(TEST)])
        code, said = run(tree, environment)
        if code == 0:
            problems.append(
                "The test passes without the fix: Django has fixed it, so close the report."
            )
        elif FAILS not in said:
            problems.append(f"The test fails in another way than the report says:\n{said}")
        apply(tree, [Patch(FIX)])
        code, said = run(tree, environment)
        if code:
            problems.append(f"The test fails with the fix:\n{said}")
    finally:
        reset(tree)
    return problems


def run(tree: Path, environment: Environment) -> tuple[int, str]:
    """Run the report's test with the packages of this project's environment."""
    result = environment.run(
        *(sys.executable, "runtests.py", f"--settings={SETTINGS}", LABEL),
        cwd=tree / "tests",
        PYTHONPATH=f"{tree}:{REPORTS}",
        PYTHONDONTWRITEBYTECODE="1",
    )
    return result.returncode, f"{result.stdout}\n{result.stderr}".strip()
