"""Unpacking Debian's packages: whole or not at all, once for all runs, and without a network."""

import os
import signal
import subprocess
import sys
import time

import pytest

from evidence import store
from tests.servers import Missing, debian
from tests.waiting import eventually

SUITE = "trixie"
UNPACK = """
import sys
from pathlib import Path
from tests.servers import debian

debian.SUITES = Path(sys.argv[1])
print(debian.unpacked(sys.argv[2]))
"""
# Stands in for mmdebstrap, whose folder is its second-to-last argument. A mirror is not asked.
FAKE = """#!/bin/sh
echo called >> "$CALLS"
eval "folder=\\${$(($# - 1))}"
mkdir -p "$folder/usr"
echo half > "$folder/usr/program"
while [ -e "$CALLS.wait" ]; do sleep 0.02; done
if [ -e "$CALLS.fail" ]; then
    echo "I: fetching" >&2
    echo "E: cannot reach the mirror" >&2
    exit 100
fi
echo whole > "$folder/usr/program"
"""


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache, with a mmdebstrap that can be told to wait or to fail."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, script in (("mmdebstrap", FAKE), ("apt-get", "#!/bin/sh\necho http://mirror/\n")):
        (programs / name).write_text(script)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    cache = tmp_path / "a cache"
    monkeypatch.setattr(debian, "SUITES", cache)
    return cache


def calls(tmp_path) -> int:
    """How often mmdebstrap was called."""
    file = tmp_path / "calls"
    return len(file.read_text().splitlines()) if file.exists() else 0


def start_unpacking(cache) -> subprocess.Popen:
    """Another run that unpacks into the same cache."""
    return subprocess.Popen(
        [sys.executable, "-c", UNPACK, str(cache), SUITE],
        cwd=store.ROOT,
        stdout=subprocess.PIPE,
        text=True,
        process_group=0,
    )


def test_warm_folder_needs_neither_program_nor_network(cache, tmp_path, monkeypatch):
    folder = debian.unpacked(SUITE)
    monkeypatch.setenv("PATH", "")
    started = time.perf_counter()
    assert debian.unpacked(SUITE) == folder
    assert time.perf_counter() - started < 0.1
    assert calls(tmp_path) == 1


def test_interrupted_unpacking_leaves_nothing_that_is_used(cache, tmp_path):
    wait = tmp_path / "calls.wait"
    wait.touch()
    run = start_unpacking(cache)
    assert eventually(lambda: list(cache.glob("*/root/usr/program")) != [], True, timeout=30)
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()
    [left] = [path for path in cache.iterdir() if path.is_dir()]
    wait.unlink()
    folder = debian.unpacked(SUITE)
    assert (folder / "usr" / "program").read_text() == "whole\n"
    assert not left.exists()


def test_two_runs_at_once_unpack_once(cache, tmp_path):
    wait = tmp_path / "calls.wait"
    wait.touch()
    runs = [start_unpacking(cache) for _ in range(2)]
    assert eventually(lambda: calls(tmp_path), 1, timeout=30)
    wait.unlink()
    folders = {run.communicate()[0] for run in runs}
    assert folders == {f"{debian.unpacked(SUITE)}\n"}
    assert calls(tmp_path) == 1


def test_failure_is_said_with_its_reason_and_leaves_nothing(cache, tmp_path):
    (tmp_path / "calls.fail").touch()
    with pytest.raises(Missing) as missing:
        debian.unpacked(SUITE)
    assert str(missing.value).endswith(
        "mmdebstrap could not unpack them from Debian trixie (cannot reach the mirror)"
    )
    assert [path for path in cache.iterdir() if path.is_dir()] == []


def test_missing_mmdebstrap_is_said_with_how_to_get_it(cache, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Missing, match=r"^no .*pgbouncer.* \(Debian trixie\)$") as missing:
        debian.unpacked(SUITE)
    assert missing.value.remedy == "apt-get install mmdebstrap"


def test_apt_without_a_mirror_is_said(cache, tmp_path):
    (tmp_path / "bin" / "apt-get").write_text("#!/bin/sh\n")
    with pytest.raises(Missing, match="no Debian mirror among apt's sources"):
        debian.unpacked(SUITE)
