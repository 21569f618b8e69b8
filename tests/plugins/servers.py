"""Start the servers once a run, hand them to the tests, and say at the end which were missing."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.servers import FIND, KNOW, Missing, Server, ServerError
from tests.servers.process import tail
from tests.servers.run_directory import run_directory

SERVERS = pytest.StashKey[dict[str, Server]]()
MISSING = pytest.StashKey[dict[str, Missing]]()
CLEANUP = pytest.StashKey[ExitStack]()
RUN_DIRECTORY = pytest.StashKey[Path]()
LOG_STARTS = pytest.StashKey[dict[str, int]]()

NOT_SERVERS = {"chromium"}
"""What ``REQUIRE`` may name, too; tests/site/conftest.py looks for it."""


@pytest.hookimpl(tryfirst=True)  # before pytest looks where temporary files go
def pytest_configure(config):
    config.stash[MISSING] = {}
    config.stash[SERVERS] = {}
    config.stash[CLEANUP] = ExitStack()
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        directory = config.stash[CLEANUP].enter_context(run_directory())
        config.stash[RUN_DIRECTORY] = directory
        config.option.basetemp = config.option.basetemp or directory / "tmp"
    if hasattr(config, "workerinput"):
        for name, address in config.workerinput["servers"].items():
            config.stash[SERVERS][name] = KNOW[name](**address)
        for name, (reason, remedy) in config.workerinput["missing_servers"].items():
            config.stash[MISSING][name] = Missing(reason, remedy)


@pytest.hookimpl(tryfirst=True)  # before xdist starts its workers, which are told the addresses
def pytest_sessionstart(session):
    config = session.config
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    required = {name.strip() for name in os.environ.get("REQUIRE", "").split(",") if name.strip()}
    if unknown := required - FIND.keys() - NOT_SERVERS:
        raise pytest.UsageError(
            f"REQUIRE names {', '.join(sorted(unknown))}; the servers known here are: "
            f"{', '.join(FIND)}."
        )
    directory = config.stash[RUN_DIRECTORY]
    for name, find in FIND.items():
        try:
            server = find(directory / name)
            config.stash[CLEANUP].callback(stop, server)  # whether or not it starts
            server.start()
        except Missing as missing:
            if name in required:
                raise pytest.UsageError(
                    f"REQUIRE asks for {name}, but there are {missing}: {missing.remedy}."
                ) from missing
            config.stash[MISSING][name] = missing
        except ServerError as error:
            raise pytest.UsageError(str(error)) from error
        else:
            config.stash[SERVERS][name] = server


def stop(server: Server) -> None:
    """Stop ``server`` if it is ours."""
    if server.is_private:
        server.stop()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    node.workerinput["servers"] = {
        name: server.address() for name, server in node.config.stash[SERVERS].items()
    }
    node.workerinput["missing_servers"] = {
        name: (missing.reason, missing.remedy)
        for name, missing in node.config.stash[MISSING].items()
    }


def pytest_unconfigure(config):
    if CLEANUP in config.stash:
        config.stash[CLEANUP].close()


def server_fixture(name: str):
    """A fixture that gives the tests the server ``name``, or skips them and says why."""

    @pytest.fixture(scope="session", name=name)
    def server(pytestconfig) -> Iterator[Server]:
        if missing := pytestconfig.stash[MISSING].get(name):
            pytest.skip(f"{missing}: {missing.remedy}")
        server = pytestconfig.stash[SERVERS][name]
        yield server
        server.drop_databases()

    return server


postgresql = server_fixture("postgresql")
sqlite = server_fixture("sqlite")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    item.stash[LOG_STARTS] = {
        name: log.stat().st_size
        for name, server in item.config.stash[SERVERS].items()
        if (log := server.log()) and log.exists()
    }


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        for name, start in item.stash.get(LOG_STARTS, {}).items():
            server = item.config.stash[SERVERS][name]
            report.sections.append(
                (f"what {server.product} logged during this test", tail(server.log(), start=start))
            )
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)  # around pytest's own: the last lines are read
def pytest_terminal_summary(terminalreporter, config):
    yield
    for missing in config.stash[MISSING].values():
        terminalreporter.line(f"Not tried here: {missing}. To get it: {missing.remedy}.")
    for server in config.stash[SERVERS].values():
        if error := server.died():
            terminalreporter.line(f"During the run {error}", red=True)
