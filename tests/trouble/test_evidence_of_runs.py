"""Only a whole and successful run writes evidence, and a comparing run notices what changed."""

import pytest

from tests.trouble.clone import WITHOUT_POSTGRESQL

TOPIC = '''
from tests.servers import Database

def prove(projects, sqlite):
    projects.ran("{topic}/settings.py", Database("", {{}}, sqlite))

def test_one(projects, sqlite, record):
    """One is one."""
    prove(projects, sqlite)
    record(one={one})

def test_two(projects, sqlite, record):
    """Two is two."""
    prove(projects, sqlite)
    record(two=2)
'''


@pytest.fixture
def clone(clone):
    """A clone with two topics."""
    for topic in ("apple", "pear"):
        clone.add(f"examples/{topic}/settings.py", f'"""An {topic}."""\n')
        clone.add(f"tests/test_{topic}.py", TOPIC.format(topic=topic, one=1))
    return clone


def test_whole_run_writes_and_the_next_finds_what_changed(clone):
    recorded = clone.run(*WITHOUT_POSTGRESQL, "--record")
    assert recorded.exit_code == pytest.ExitCode.OK
    assert sorted(clone.evidence()) == ["apple/settings.py.json", "pear/settings.py.json"]
    before = clone.evidence()

    changed = TOPIC.format(topic="apple", one=11).replace("test_two", "test_second")
    clone.add("tests/test_apple.py", changed)
    clone.add("tests/test_pear.py", "def test_nothing(): pass\n")
    compared = clone.run(*WITHOUT_POSTGRESQL)
    assert compared.exit_code == pytest.ExitCode.TESTS_FAILED
    lines = compared.output.splitlines()
    assert "EVIDENCE apple/settings.py: not what evidence/apple/settings.py.json says." in lines
    assert "    claims.test_one.facts.one: recorded 1, observed 11" in lines
    assert any(line.startswith("    claims.test_two: recorded {") for line in lines)
    assert (
        "EVIDENCE evidence/pear/settings.py.json: no test of pear runs that example any more. "
        "Delete the file, or write the test."
    ) in lines
    assert clone.evidence() == before


def test_run_of_single_tests_writes_nothing(clone):
    run = clone.run(
        *WITHOUT_POSTGRESQL, "--record", "tests/test_apple.py::test_one", "tests/test_pear.py"
    )
    assert run.exit_code == pytest.ExitCode.OK
    assert "Nothing was recorded: single tests were selected." in run.output.splitlines()
    assert clone.evidence() == {}


@pytest.mark.waits(1)  # for another run
def test_run_with_a_test_deselected_in_a_worker_does_not_write_its_topic(clone):
    selection = ("-k", "not (apple and one)", "-p", "xdist", "-n", "1")
    # A worker is a new process, and has the same plugins only if this one is.
    run = clone.run(*WITHOUT_POSTGRESQL, "--record", *selection, prefix=("env",))
    assert run.exit_code == pytest.ExitCode.OK
    lines = run.output.splitlines()
    assert "apple/settings.py was not recorded: some of its tests were not selected." in lines
    assert list(clone.evidence()) == ["pear/settings.py.json"]


def test_failing_run_writes_nothing(clone):
    """It fails for the want of a claim: this is a failure of the test, not of the whole run."""
    clone.add("tests/test_pear.py", TOPIC.format(topic="pear", one=1).replace('"""', "#"))
    run = clone.run(*WITHOUT_POSTGRESQL, "--record")
    assert run.exit_code == pytest.ExitCode.TESTS_FAILED
    assert "This test proves pear/settings.py: its docstring has to say the claim." in run.output
    assert "2 failed, 2 passed" in run.last_line
    assert "Nothing was recorded: a test failed." in run.output.splitlines()
    assert clone.evidence() == {}
