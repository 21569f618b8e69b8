"""Leave out the tests that are about other versions than the installed ones.

``only_with("Django>=5.1")`` says on which versions a test is true. The mark of a test replaces its
module's, so that one test can say what was before:

.. code-block:: python

   pytestmark = [pytest.mark.packages("psycopg"), pytest.mark.only_with("Django>=5.1")]

   @pytest.mark.only_with("Django<5.1")
   def test_option_is_refused(projects, postgresql, record): ...
"""

from collections import Counter
from functools import cache
from importlib import metadata

import pytest
from packaging.requirements import Requirement

LEFT_OUT = pytest.StashKey[Counter]()
OUTPUT = "left_out_for_other_versions"


version = cache(metadata.version)
"""The installed version of a package: its metadata takes a millisecond to read, each time."""


@cache
def installed(requirement: str) -> bool:
    """Whether a requirement, as pip takes it, is met here."""
    wanted = Requirement(requirement)
    return wanted.specifier.contains(version(wanted.name), prereleases=True)


def requirements(item) -> tuple[str, ...]:
    """What ``only_with`` asks for, in the mark that is closest to the test."""
    mark = item.get_closest_marker("only_with")
    return mark.args if mark else ()


def applies(item) -> bool:
    """Whether the test is about the versions that are installed."""
    return all(map(installed, requirements(item)))


def pytest_configure(config):
    config.addinivalue_line(
        "markers", 'only_with(*requirements): what the test is about, e.g. "Django>=5.1"'
    )
    config.stash[LEFT_OUT] = Counter()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    others = [item for item in items if not applies(item)]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if applies(item)]
    left_out = Counter(", ".join(requirements(item)) for item in others)
    config.stash[LEFT_OUT] = left_out
    if hasattr(config, "workerinput"):
        config.workeroutput[OUTPUT] = dict(left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    # Every worker leaves out the same tests; one that crashed says nothing.
    node.config.stash[LEFT_OUT] |= Counter(getattr(node, "workeroutput", {}).get(OUTPUT, {}))


@pytest.hookimpl(wrapper=True, tryfirst=True)  # around pytest's own: the last lines are read
def pytest_terminal_summary(terminalreporter, config):
    yield
    for wanted, count in sorted(config.stash[LEFT_OUT].items()):
        tests = "1 test is" if count == 1 else f"{count} tests are"
        terminalreporter.line(f"Left out: {tests} only about {wanted}.")
