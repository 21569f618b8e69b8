"""mysqlclient, which has to be built: what is said where that cannot be done."""

import os
import subprocess
import sys

import pytest

from tests import drivers
from tests.plugins.servers import leave_out
from tests.servers import Missing

ASK_FOR_VERSION = "import MySQLdb.release; print(MySQLdb.release.__version__)"


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    """A cache without the driver, and a PATH to put programs on."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setattr(drivers, "CACHE", tmp_path / "cache")
    monkeypatch.setenv("PATH", str(programs))
    return programs


def make_program(path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def refusal() -> Missing:
    with pytest.raises(Missing) as missing:
        drivers.mysqlclient()
    assert list(drivers.CACHE.glob("mysqlclient-*")) == []
    return missing.value


def test_built_driver_is_the_pinned_one():
    try:
        folder = drivers.mysqlclient()
    except Missing as missing:
        leave_out("mysqlclient", missing)
    environment = os.environ | drivers.environment(folder) | {"PYTHONPATH": str(folder)}
    asked = subprocess.run(
        [sys.executable, "-c", ASK_FOR_VERSION],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout.strip() == drivers.MYSQLCLIENT


def test_no_compiler_is_said_with_what_to_install(empty_cache):
    missing = refusal()
    assert str(missing) == "no C compiler for mysqlclient"
    assert missing.remedy == drivers.REMEDY


def test_no_headers_are_said_with_what_to_install(empty_cache):
    make_program(empty_cache / "cc", "exit 0")
    missing = refusal()
    assert str(missing) == "no headers of MySQL's client library, for mysqlclient"
    assert missing.remedy == drivers.REMEDY


def test_apts_own_reason_is_in_the_sentence(empty_cache):
    make_program(empty_cache / "cc", "exit 0")
    make_program(empty_cache / "dpkg-deb", "exit 0")
    make_program(empty_cache / "apt-get", "echo 'E: no such mirror' >&2; exit 100")
    assert str(refusal()) == (
        "no libmariadb-dev, for mysqlclient: apt-get could not download it (E: no such mirror)"
    )


def test_pips_own_reason_is_in_the_sentence(empty_cache, monkeypatch):
    make_program(empty_cache / "cc", "exit 0")
    make_program(empty_cache / "pkg-config", "exit 0")
    monkeypatch.setattr(drivers, "MYSQLCLIENT", "0.0.0")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert str(refusal()).startswith(
        "no mysqlclient: pip could not build it (ERROR: No matching distribution found"
    )
