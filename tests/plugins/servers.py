"""Start the servers that the tests ask for, once a run, and say at the end which were missing."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.servers import FIND, KNOW, Missing, Server, ServerError
from tests.servers.process import tail
from tests.servers.run_directory import run_directory
from tests.servers.starter import Desk, Starter

RUN_DIRECTORY = pytest.StashKey[Path]()
CLEANUP = pytest.StashKey[ExitStack]()
KNOWN = pytest.StashKey[dict[str, Server]]()
LOG_STARTS = pytest.StashKey[dict[str, int]]()

NOT_SERVERS = {"chromium", "docker-compose", "mysqlclient"}
"""What ``REQUIRE`` may name, too; whoever needs it looks for it, and calls ``leave_out``."""


@pytest.hookimpl(tryfirst=True)  # before pytest looks where temporary files go
def pytest_configure(config):
    config.stash[CLEANUP] = ExitStack()
    config.stash[KNOWN] = {}
    if config.option.collectonly:
        return
    if hasattr(config, "workerinput"):
        config.stash[RUN_DIRECTORY] = Path(config.workerinput["run_directory"])
        return
    directory = config.stash[CLEANUP].enter_context(run_directory())
    config.stash[RUN_DIRECTORY] = directory
    config.option.basetemp = config.option.basetemp or directory / "tmp"


@pytest.hookimpl(tryfirst=True)  # before xdist starts its workers
def pytest_sessionstart(session):
    config = session.config
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    if unknown := required() - FIND.keys() - NOT_SERVERS:
        raise pytest.UsageError(
            f"REQUIRE names {', '.join(sorted(unknown))}; the servers known here are: "
            f"{', '.join(FIND)}."
        )
    desk = desk_of(config)
    starter = Starter(desk, config.stash[RUN_DIRECTORY])
    config.stash[CLEANUP].callback(starter.close)
    config.pluginmanager.register(Judge(starter), "servers-judge")
    wanted = required() & FIND.keys()
    if config.args == config.getini("testpaths") and getattr(config.option, "numprocesses", None):
        wanted = FIND.keys()  # the whole suite has a use for each, and its workers take a while
    for name in wanted:
        desk.ask_for(name)


def required() -> set[str]:
    """The servers without which the run is to fail: what ``REQUIRE`` names."""
    return {name.strip() for name in os.environ.get("REQUIRE", "").split(",") if name.strip()}


def leave_out(name: str, missing: Missing) -> None:
    """Skip the test for want of ``name``, or fail it if ``REQUIRE`` asks for that."""
    if name in required():
        pytest.fail(
            f"REQUIRE asks for {name}, but there is {missing}: {missing.remedy}.", pytrace=False
        )
    pytest.skip(f"{missing}: {missing.remedy}")


def desk_of(config) -> Desk:
    return Desk(config.stash[RUN_DIRECTORY] / "servers")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    node.workerinput["run_directory"] = str(node.config.stash[RUN_DIRECTORY])


def pytest_collection_finish(session):
    """Ask for all servers at once, before the first test waits for its own."""
    if session.config.option.collectonly or not session.items:
        return
    desk = desk_of(session.config)
    for name in {name for item in session.items for name in servers_of(item)}:
        desk.ask_for(name)


def servers_of(item) -> set[str]:
    """The servers that a test asks for, by name or as a parameter."""
    return {*item.fixturenames} & FIND.keys() | servers_of_parameters(item)


def servers_of_parameters(item) -> set[str]:
    """The servers that a test asks for as a parameter, being tried on several."""
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return {value for value in parameters if isinstance(value, str)} & FIND.keys()


def pytest_unconfigure(config):
    if CLEANUP in config.stash:
        config.stash[CLEANUP].close()


class Judge:
    """Says in the last lines what was missing, did not start or died, and fails the run for it."""

    def __init__(self, starter: Starter):
        self.starter = starter

    def problems(self) -> list[str]:
        starter = self.starter
        return [
            *map(str, starter.failed.values()),
            *(
                f"REQUIRE asks for {name}, but there is {missing}: {missing.remedy}."
                for name, missing in starter.missing.items()
                if name in required()
            ),
        ]

    def pytest_sessionfinish(self, session, exitstatus):
        for name in required() & FIND.keys():
            try:
                self.starter.desk.wait_for(name)
            except ServerError:
                continue  # said below
        if self.problems() and exitstatus in {
            pytest.ExitCode.OK,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        }:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(wrapper=True, tryfirst=True)  # around pytest's own: the last lines are read
    def pytest_terminal_summary(self, terminalreporter):
        yield
        if table := self.starter.table():
            terminalreporter.line("Servers:")
        for line in table:
            terminalreporter.line(line, yellow="not tried here" in line)
        for problem in self.problems():
            terminalreporter.line(f"ERROR: {problem}", red=True)
        for name, server in self.starter.started.items():
            if name not in self.starter.failed and (error := server.died()):
                terminalreporter.line(f"During the run {error}", red=True)


def server_fixture(name: str):
    """A fixture that gives the tests the server ``name``, or skips them and says why."""

    @pytest.fixture(scope="session", name=name)
    def server(pytestconfig) -> Iterator[Server]:
        try:
            address = desk_of(pytestconfig).wait_for(name)
        except Missing as missing:
            pytest.skip(f"{missing}: {missing.remedy}")
        except ServerError:
            pytest.skip(f"{name} did not start: the last lines say why")
        judge = pytestconfig.pluginmanager.get_plugin("servers-judge")
        server = judge.starter.started[name] if judge else KNOW[name](**address)
        pytestconfig.stash[KNOWN][name] = server
        yield server
        server.drop_databases()

    return server


for _name in FIND:
    globals()[_name] = server_fixture(_name)


@pytest.fixture(params=["postgresql15", "postgresql16", "postgresql17", "postgresql"])
def each_postgresql(request) -> Server:
    """PostgreSQL in each of its versions, for the claims that a topic is about."""
    return request.getfixturevalue(request.param)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    item.stash[LOG_STARTS] = {
        name: log.stat().st_size
        for name, server in item.config.stash[KNOWN].items()
        if (log := server.log()) and log.exists()
    }


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        for name, server in item.config.stash[KNOWN].items():
            if log := server.log():
                logged = tail(log, start=item.stash[LOG_STARTS].get(name, 0))
                report.sections.append((f"what {server.product} logged during this test", logged))
    return report
