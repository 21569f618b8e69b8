"""Only a whole and successful run writes evidence, and a comparing run notices what changed."""

import json

import pytest

from evidence import store
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
    assert run.exit_code == pytest.ExitCode.OK, run.output
    assert "Nothing was recorded: single tests were selected." in run.output.splitlines()
    assert clone.evidence() == {}


@pytest.mark.waits(1)  # for another run
def test_run_with_a_test_deselected_in_a_worker_does_not_write_its_topic(clone):
    selection = ("-k", "not (apple and one)", "-p", "xdist", "-n", "1")
    # A worker is a new process, and has the same plugins only if this one is.
    run = clone.run(*WITHOUT_POSTGRESQL, "--record", *selection, prefix=("env",))
    assert run.exit_code == pytest.ExitCode.OK, run.output
    lines = run.output.splitlines()
    assert "apple was not recorded: some of its tests were not selected." in lines
    assert list(clone.evidence()) == ["pear/settings.py.json"]


def test_test_that_sees_different_things_in_two_runs_is_named(clone):
    """Only one of the two would be recorded."""
    twice = TOPIC.format(topic="pear", one=1).replace(
        "def test_two(projects, sqlite, record)",
        "import pytest\n\n@pytest.mark.parametrize('n', [2, 3])\n"
        "def test_two(projects, sqlite, record, n)",
    )
    clone.add("tests/test_pear.py", twice.replace("record(two=2)", "record(two=n)"))
    run = clone.run(*WITHOUT_POSTGRESQL, "tests/test_pear.py")
    assert run.exit_code == pytest.ExitCode.TESTS_FAILED
    assert (
        "EVIDENCE pear/settings.py: test_two ran more than once on the same software and saw "
        "different things, of which one would be recorded. Make it a test for each."
    ) in run.output.splitlines()


def test_topic_with_a_failing_test_is_not_written(clone):
    """The others are whole without it. It fails for the want of a claim."""
    clone.add("tests/test_pear.py", TOPIC.format(topic="pear", one=1).replace('"""', "#"))
    run = clone.run(*WITHOUT_POSTGRESQL, "--record")
    assert run.exit_code == pytest.ExitCode.TESTS_FAILED
    assert "This test proves pear/settings.py: its docstring has to say the claim." in run.output
    assert "2 failed, 2 passed" in run.last_line
    said = "pear was not recorded: tests/test_pear.py::test_one failed."
    assert said in run.output.splitlines()
    assert list(clone.evidence()) == ["apple/settings.py.json"]


def test_fact_with_a_path_of_this_machine_fails_its_test(clone):
    path = f"'file in {clone.root}/tests'"
    clone.add("tests/test_pear.py", TOPIC.format(topic="pear", one=path))
    run = clone.run(*WITHOUT_POSTGRESQL, "--record")
    assert f"A fact names {clone.root}: record it without a path." in run.output
    assert "1 failed, 3 passed" in run.last_line
    assert list(clone.evidence()) == ["apple/settings.py.json"]


OF_TWO_TIMES = '''
import json

import pytest

from evidence import store
from tests.servers import Database

pytestmark = pytest.mark.only_with("Django>=1")

def test_option_works(projects, sqlite, record):
    """The option works."""
    projects.ran("apple/settings.py", Database("", {}, sqlite))

@pytest.mark.only_with("Django<1")
@pytest.mark.documented_failure
def test_option_is_refused(projects, sqlite, record):
    """The option is refused."""
    projects.ran("apple/settings.py", Database("", {}, sqlite))
'''


@pytest.mark.waits(1)  # for another run
@pytest.mark.parametrize("workers", ["0", "1"])
def test_tests_about_other_versions_are_left_out_and_the_topic_is_whole(clone, workers):
    clone.add("tests/test_apple.py", OF_TWO_TIMES)
    run = clone.run(*WITHOUT_POSTGRESQL, "--record", "-p", "xdist", "-n", workers, prefix=("env",))
    assert run.exit_code == pytest.ExitCode.OK, run.output
    assert "Left out: 1 test is only about Django<1." in run.output.splitlines()
    [observation] = json.loads(clone.evidence()["apple/settings.py.json"])["observations"]
    assert list(observation["claims"]) == ["test_option_works"]
    assert observation["outcome"] == "passed"


def test_example_that_another_django_ran_is_not_missed(clone):
    """A comparing run misses only what was recorded on the series of packages that it has."""
    clone.run(*WITHOUT_POSTGRESQL, "--record")
    clone.add("tests/test_apple.py", "def test_nothing(): pass\n")
    recorded = json.loads(clone.evidence()["apple/settings.py.json"])
    recorded["observations"][0]["on"][0]["packages"]["Django"] = "1.11"
    clone.add("evidence/apple/settings.py.json", json.dumps(resealed(recorded)))
    assert clone.run(*WITHOUT_POSTGRESQL).exit_code == pytest.ExitCode.OK


def resealed(recorded: dict) -> dict:
    """Evidence as if its content had been recorded."""
    return recorded | {"seal": store.seal(recorded)}
