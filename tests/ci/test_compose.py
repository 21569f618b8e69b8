"""compose.yaml: valid to docker compose itself, and what is true of every service in it."""

import json
import os
import re
import shutil
import subprocess

import pytest

from evidence import store
from tests.plugins.servers import leave_out, required
from tests.servers import FIND, Missing, debian

FILE = store.ROOT / "compose.yaml"
SUITE = "compose-trixie"
PROGRAM = "usr/libexec/docker/cli-plugins/docker-compose"


def find_compose() -> list[str]:
    """Docker compose, which needs no engine to read a file.

    Debian's package is fetched only where ``REQUIRE`` asks for docker-compose. Raises Missing.
    """
    for command in (["docker", "compose"], ["docker-compose"]):
        asked = [*command, "version"]
        if shutil.which(command[0]) and not subprocess.run(asked, capture_output=True).returncode:
            return command
    if "docker-compose" in required() or debian.folder_of(SUITE).exists():
        return debian.program(SUITE, PROGRAM)
    raise Missing("no docker compose", "apt-get install docker-compose, or REQUIRE=docker-compose")


@pytest.fixture(scope="module")
def services() -> dict[str, dict]:
    """The services as docker compose reads them, those of every profile."""
    try:
        command = find_compose()
    except Missing as missing:
        leave_out("docker-compose", missing)
    result = subprocess.run(
        [*command, f"--file={FILE}", "--profile=poolers", "config", "--format=json"],
        env=os.environ | {"DB_PASSWORD": "secret"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)["services"]


def test_every_service_has_a_health_check(services):
    checked = {name for name, service in services.items() if service["healthcheck"]["test"]}
    assert checked == services.keys()


def test_every_port_is_on_loopback(services):
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert {port["host_ip"] for port in ports} == {"127.0.0.1"}
    assert len({port["published"] for port in ports}) == len(ports)


def test_no_service_has_a_password_of_its_own(services):
    environments = [service.get("environment", {}) for service in services.values()]
    passwords = {
        value
        for environment in environments
        for name, value in environment.items()
        if "PASSWORD" in name
    }
    assert passwords == {"secret"}


def test_every_service_has_the_name_that_the_tests_know():
    """True without docker compose, too: the names are the lines that are indented by two."""
    text = FILE.read_text().partition("\nservices:\n")[2]
    names = set(re.findall(r"^  ([a-z0-9]+):$", text, re.MULTILINE))
    assert len(names) > 7
    assert names <= FIND.keys()


def test_every_service_has_an_image_and_a_health_check_in_the_text():
    """True without docker compose, too."""
    text = FILE.read_text().partition("\nservices:\n")[2]
    services = re.split(r"^  [a-z0-9]+:$", text, flags=re.MULTILINE)[1:]
    assert services
    for service in services:
        assert re.search(r"^    image: \S+:[\w.-]+$", service, re.MULTILINE)
        assert re.search(r"healthcheck:|<<: \*(postgresql|mariadb)$", service, re.MULTILINE)
        assert re.search(r'ports: \["127\.0\.0\.1:|network_mode: host', service)
