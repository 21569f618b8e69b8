"""The role gets another password, and the project still has the old one."""

import secrets
import time

from tests.faults.fault import Fault, only_on_postgresql
from tests.faults.load import select_slowly

SECONDS = 2


def strike(cell):
    password = secrets.token_urlsafe(16)
    server = cell.private()
    role = server.connection_environment()["DB_USER"]
    server.query(f"ALTER ROLE \"{role}\" PASSWORD '{password}'")
    cell.environment["DB_PASSWORD"] = password  # of a restart
    time.sleep(SECONDS)


FAULT = Fault(
    "The password is changed",
    strike,
    why_not=only_on_postgresql,
    statements=select_slowly,
    seconds=SECONDS,
)
