"""The shell that takes the tutorial's steps ends, in whatever way, with all that it started."""

import multiprocessing
import os
import signal

import psutil
import pytest

from tests.project.terminal import Terminal
from tests.waiting import eventually

ENVIRONMENT = {"PATH": os.environ["PATH"]}
AT_EXIT = "kill $(jobs -p); wait; touch cleaned_up"


def start_job(terminal: Terminal) -> int:
    """The pid of a job in the background."""
    return int(terminal.run("sleep 100 > log 2>&1 & echo $!"))


def test_failing_command_ends_the_shell_and_its_jobs(tmp_path):
    with Terminal(tmp_path, ENVIRONMENT, AT_EXIT) as terminal:
        job = start_job(terminal)
        with pytest.raises(AssertionError, match=r"A command failed.*\nls: .*nowhere") as failure:
            terminal.run("ls nowhere; echo not reached")
    assert "\nnot reached" not in str(failure.value)
    assert (tmp_path / "cleaned_up").exists()
    assert not psutil.pid_exists(job)


def test_killed_run_ends_the_shell_and_its_jobs(tmp_path):
    ours, theirs = multiprocessing.Pipe()
    run = multiprocessing.get_context("spawn").Process(target=be_killed, args=(tmp_path, theirs))
    run.start()
    job = ours.recv()
    run.join()
    assert run.exitcode == -signal.SIGKILL
    assert eventually((tmp_path / "cleaned_up").exists, True)
    assert not psutil.pid_exists(job)


def be_killed(folder, pipe):
    """Start a shell with a job in it, and end as with ``kill -9``."""
    with Terminal(folder, ENVIRONMENT, AT_EXIT) as terminal:
        pipe.send(start_job(terminal))
        os.kill(os.getpid(), signal.SIGKILL)
