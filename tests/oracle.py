"""Where tests of Oracle's topics run, and what they ask of the project's pool."""

import json
import re

import pytest

from tests.plugins.projects import Projects

ON_ORACLE = pytest.mark.parametrize("oracle_server", ["oracle"], indirect=True)
BY_DRIVER = pytest.mark.parametrize("oracle_server", ["oracle_driver"], indirect=True)
ON_BOTH = pytest.mark.parametrize("oracle_server", ["oracle", "oracle_driver"], indirect=True)

SESSION = "SELECT SYS_CONTEXT('USERENV', 'SESSIONID') FROM dual"
"""A number that the server gives to no other session."""

POOL_OPTIONS = [
    "min",
    "max",
    "increment",
    "getmode",
    "wait_timeout",
    "timeout",
    "max_lifetime_session",
    "ping_interval",
]

PINGS = """
from django.db import connection

class Reused:
    pings = 0
    def ping(self):
        self.pings += 1

connection.connection = reused = Reused()
connection.health_check_enabled = True
connection.health_check_done = False
connection.close_if_health_check_failed()
connection.connection = None
if hasattr(connection, "close_pool"):  # since Django 5.2
    connection.close_pool()
print(reused.pings)
"""
"""How often Django pings a connection before it reuses it, with CONN_HEALTH_CHECKS."""


def pool_options(projects: Projects, example: str, server) -> dict[str, int | str]:
    """The options that the project's pool runs with, the driver's defaults included."""
    return printed(
        projects,
        example,
        server,
        f"""
import enum, json
from django.db import connection
options = {{name: getattr(connection.pool, name) for name in {POOL_OPTIONS}}}
connection.close_pool()  # open and never used, it would keep this process from ending
print(json.dumps({{
    name: value.name if isinstance(value, enum.Enum) else int(value)
    for name, value in options.items()
}}))
""",
    )


def printed(projects: Projects, example: str, server, code: str):
    """What ``code`` prints as JSON, run by ``manage.py shell`` with the example's settings."""
    exit_code, output = projects.manage(example, server, "shell", "-v", "0", "-c", code)
    assert exit_code == 0, output
    return json.loads(output.splitlines()[-1])


def without_ids(error: dict) -> dict:
    """``error`` without the number that the driver gives to each attempt to connect."""
    message = re.sub(r"\(CONNECTION_ID=[^)]+\)", "(CONNECTION_ID=…)", error["message"])
    return error | {"message": message}
