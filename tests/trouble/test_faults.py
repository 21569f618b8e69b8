"""A fault breaks nothing but what it is meant to, and what was seen of it is kept."""

from contextlib import suppress

import psutil
import pytest

from evidence import faults
from tests.faults import conftest
from tests.faults.cell import Cell
from tests.faults.fault import Fault
from tests.faults.load import Request
from tests.faults.outcome import Times, classes, timeline
from tests.faults.run_cell import BY_NAME, compare
from tests.servers import Borrowed
from tests.servers.postgresql import BorrowedPostgreSQL

NOT_RUN = {"server": "postgresql", "not_run": "It was not tried."}


def not_started(fault, projects):
    """A cell without a pooler."""
    return Cell(BY_NAME["persistent"], fault, projects, None, before=0, after=0)


def freeze_and_fail(cell):
    cell.private().freeze()
    raise RuntimeError("in the middle")


def stop_and_fail(cell):
    cell.private().stop()
    raise RuntimeError("in the middle")


@pytest.mark.parametrize("strike", [freeze_and_fail, stop_and_fail])
def test_cell_that_fails_in_the_middle_leaves_no_server(strike, projects, postgresql_binaries):
    cell = not_started(Fault("A failure", strike, workers=1, threads=2), projects)
    # The database cannot be emptied where its server is gone: that error has this one's context.
    with pytest.raises(Exception) as failure, cell.started():  # noqa: PT011
        cell.run()
    causes = [failure.value, failure.value.__context__, failure.value.__cause__]
    assert "in the middle" in " ".join(map(str, causes))
    assert not cell.server.is_running()
    assert not psutil.pid_exists(cell.server.process.pid)
    with suppress(psutil.NoSuchProcess):  # nobody may have collected it
        assert cell.web_server.status() == psutil.STATUS_ZOMBIE


def test_borrowed_server_is_refused(projects):
    cell = not_started(Fault("A restart", lambda cell: cell.private().restart()), projects)
    cell.server = BorrowedPostgreSQL("host=localhost")
    with pytest.raises(Borrowed):
        cell.fault.strike(cell)


def test_run_that_is_stopped_keeps_what_it_finished(tmp_path):
    """Each cell is written when it has ended, and one that cannot be written spoils no other."""
    order, lock = ["one", "two", "three"], tmp_path / "lock"

    def merge(name, **changed):
        cell = {"approach": name, "title": name, **NOT_RUN, **changed}
        faults.merge("a_fault", "A fault", cell, order, lock, tmp_path)

    merge("two")
    merge("one")
    with pytest.raises(ValueError, match="schema"):
        merge("three", not_run=3)
    merge("two", not_run="It was tried again.")
    cells = faults.load("a_fault", tmp_path)["cells"]
    assert [cell["approach"] for cell in cells] == ["one", "two"]
    assert cells[1]["not_run"] == "It was tried again."


@pytest.mark.parametrize(
    ("log", "healthy", "restarted", "said"),
    [
        ([Request(0, 1), Request(2.1, 2.2)], 2.3, None, ("none", "none", "within 2 s")),
        ([Request(1.5, 2, {"type": "E"})], 2.5, None, ("some", "none", "within 2 s")),
        ([Request(1.5, 6)], 6, None, ("none", "none", "within a minute")),
        ([Request(1.5, 20, wrong=True)], 20, None, ("none", "some", "within a minute")),
        ([Request(1.5, 6)], 30, 28, ("none", "none", "needs a restart")),
        ([Request(1.5, 6)], None, 28, ("none", "none", "never")),
    ],
)
def test_class_follows_from_the_requests(log, healthy, restarted, said):
    """The fault begins after one second and ends after two."""
    times = Times(0, struck=1, over=2, healthy=healthy, restarted=restarted)
    assert tuple(classes(log, times).values()) == said


def test_class_has_to_differ_twice():
    recorded = faults.cell_of("view_crashes", "pool")
    differs = recorded | {"classes": recorded["classes"] | {"healthy": "needs a restart"}}
    compare("view_crashes", iter([differs, recorded]).__next__)
    with pytest.raises(pytest.fail.Exception, match=r"observed .*'needs a restart'"):
        compare("view_crashes", lambda: differs)


def test_timeline_counts_each_request_once():
    log = [Request(0, 0.1), Request(0.3, 0.9), Request(0.6, 0.7, {"type": "E", "message": ""})]
    samples = [(0.2, 4), (0.3, None), (0.9, 3)]
    drawn = timeline(log, samples, Times(0, struck=0.5, over=0.6, ended=0.95))
    assert drawn["answered"] == [1, 0, 0, 1]
    assert drawn["failed"] == [0, 0, 1, 0]
    assert drawn["waiting"] == [0, 1, 1, 0]
    assert drawn["connections"] == [4, None, None, 3]


@pytest.mark.parametrize("variable", ["FAULT", "APPROACH"])
def test_unknown_name_is_said_once_before_any_cell_starts(variable, monkeypatch):
    monkeypatch.setenv(variable, "server_down_for_ever")
    with pytest.raises(pytest.UsageError, match=f"^{variable} names server_down_for_ever; there"):
        conftest.pytest_configure()
