"""A run that is interrupted leaves nothing, and one that is killed nothing that the next keeps."""

import os
import signal

import pytest

from evidence import store
from tests.servers.run_directory import ROOM, free_memory, memory_of, run_directory
from tests.trouble.users import other_kind_of_user
from tests.waiting import eventually

pytestmark = pytest.mark.waits(2)  # for other runs
EXAMPLE = "sqlite_default/settings.py"
BUSY = f'''
import signal
from pathlib import Path

def test_that_takes_long(projects, sqlite, postgresql, tmp_path):
    """It is busy."""
    projects.serve("{EXAMPLE}", sqlite).sql("SELECT 1")
    with postgresql.database():
        {{what_now}}
        Path("busy").touch()
        signal.pause()
'''
MEETING = """
import os
from pathlib import Path
from tests.waiting import eventually

def test_both_are_here(postgresql):
    Path(os.environ["OWN"]).write_text(str(postgresql.port))
    other = Path(os.environ["OTHER"])
    assert eventually(other.exists, True, timeout=30)
    assert postgresql.query("SELECT 1 AS one") == [{"one": 1}]
"""


@pytest.fixture
def clone(clone):
    """A clone with the example that the busy test serves."""
    clone.add(f"examples/{EXAMPLE}", (store.EXAMPLES / EXAMPLE).read_text())
    return clone


def test_interrupted_run_leaves_nothing(clone, postgresql_binaries):
    clone.add("tests/test_sqlite_default.py", BUSY.format(what_now=""))
    run = clone.start("--record")
    clone.wait_for("busy")
    assert any("postgres" in process for process in clone.processes())
    os.killpg(run.pid, signal.SIGINT)  # as Ctrl-C does
    ended = run.end()
    assert ended.exit_code == pytest.ExitCode.INTERRUPTED
    assert "Nothing was recorded: the run did not reach its end." in ended.output.splitlines()
    assert eventually(clone.processes, []) == []
    assert clone.runs() == set()
    assert clone.evidence() == {}


def test_next_run_clears_up_after_a_killed_one(clone, postgresql_binaries):
    """Even what is frozen, which hears no signal but the last."""
    clone.add("tests/test_sqlite_default.py", BUSY.format(what_now="postgresql.freeze()"))
    run = clone.start()
    clone.wait_for("busy")
    os.kill(run.pid, signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL
    [left] = clone.runs()
    assert any("postgres" in process for process in clone.processes())
    in_memory = memory_of(clone.root / ".run" / left)
    assert in_memory.exists() == (free_memory() >= ROOM)
    with run_directory(clone.root / ".run") as directory:
        assert eventually(clone.processes, []) == []
        assert clone.runs() == {directory.name}
        assert left != directory.name
        assert not in_memory.exists()


def test_two_runs_side_by_side_pass_whoever_runs_them(clone, postgresql_binaries):
    """One as this user and one as the other kind of user: root, or not."""
    clone.add("tests/test_meeting.py", MEETING)
    runs = [
        clone.start(OWN="one", OTHER="two"),
        clone.start(OWN="two", OTHER="one", prefix=other_kind_of_user()),
    ]
    for ended in [run.end() for run in runs]:
        assert ended.exit_code == pytest.ExitCode.OK, ended.output
    assert (clone.root / "one").read_text() != (clone.root / "two").read_text()
    assert clone.runs() == set()
