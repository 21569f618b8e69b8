"""What ProxySQL and MaxScale are started with: the example's file, with our addresses."""

import configparser
from pathlib import Path
from types import SimpleNamespace

import pytest

from evidence import store
from tests import libconfig
from tests.servers import Missing, container
from tests.servers.maxscale import VARIABLES, MaxScale, MaxScaleProgram
from tests.servers.proxysql import ProxySQL, ProxySQLProgram

LOGIN = {"DB_HOST": "127.0.0.2", "DB_PORT": "4711", "DB_USER": "somebody", "DB_PASSWORD": "secret"}
BEHIND = SimpleNamespace(connection_environment=lambda: LOGIN)


def differences(before: dict, after: dict, path: str = "") -> dict:
    """What has another value, by its path."""
    if not isinstance(before, dict):
        return {} if before == after else {path: after}
    assert before.keys() == after.keys()
    return {
        key: value
        for name in before
        for key, value in differences(before[name], after[name], f"{path}.{name}").items()
    }


def test_proxysql_gets_the_file_with_our_addresses_and_login(tmp_path):
    file = store.EXAMPLES / "proxysql" / "proxysql.cnf"
    pooler = ProxySQL(ProxySQLProgram(["proxysql"]), file, BEHIND, tmp_path)
    started_with = libconfig.read(Path(pooler.arguments()[-1]).read_text())
    changed = differences(libconfig.read(file.read_text()), started_with)
    assert changed.pop(".admin_variables.mysql_ifaces").startswith("127.0.0.1:")
    assert changed == {
        ".datadir": str(tmp_path),
        ".mysql_variables.interfaces": f"127.0.0.1:{pooler.port}",
        ".mysql_servers": [
            {"address": "127.0.0.2", "port": 4711, "hostgroup": 0, "max_connections": 20}
        ],
        ".mysql_users": [{"username": "somebody", "password": "secret", "default_hostgroup": 0}],
    }


def test_maxscale_gets_the_file_with_our_addresses_and_login(tmp_path):
    file = store.EXAMPLES / "maxscale" / "maxscale.cnf"
    pooler = MaxScale(MaxScaleProgram(["maxscale"], "its own"), file, BEHIND, tmp_path)
    pooler.arguments()
    started_with = sections((tmp_path / "maxscale.cnf").read_text())
    changed = differences(sections(file.read_text()), started_with)
    assert changed.pop(".maxscale.admin_port").isdigit()
    assert changed == {".listener.port": str(pooler.port)}
    environment = pooler.environment()
    assert [environment[name] for name in VARIABLES] == ["127.0.0.2", "4711", "its own"]


def sections(text: str) -> dict[str, dict]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    return {name: dict(section) for name, section in parser.items()}


def test_what_is_not_in_the_file_once_is_not_replaced():
    with pytest.raises(ValueError, match=r"'b' is 2 times in the file, not once."):
        container.readdressed("abb", {"a": "x", "b": "y"})


def test_program_on_the_path_is_taken_before_its_image(tmp_path, monkeypatch):
    program = tmp_path / "proxysql"
    program.touch(mode=0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert container.command("ProxySQL", "proxysql", "image") == [str(program)]


@pytest.mark.parametrize(("exit_code", "engine"), [(0, "answers"), (1, "does not answer")])
def test_image_is_run_where_an_engine_answers(tmp_path, monkeypatch, exit_code, engine):
    docker = tmp_path / "docker"
    docker.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    docker.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    if engine == "answers":
        command = container.command("ProxySQL", "proxysql", "image")
        assert (command[0], command[-2:]) == ("docker", ["--entrypoint=proxysql", "image"])
    else:
        with pytest.raises(Missing, match=r"^no ProxySQL$"):
            container.command("ProxySQL", "proxysql", "image")
