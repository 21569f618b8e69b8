"""The user gets another password, and the project still has the old one."""

import secrets
import time

from tests.faults.fault import Fault
from tests.faults.load import select_slowly

SECONDS = 2


def strike(cell):
    password = secrets.token_urlsafe(16)
    server = cell.private()
    user = server.connection_environment()["DB_USER"]
    change = "PASSWORD" if cell.approach.server == "postgresql" else "IDENTIFIED BY"
    server.query(f"ALTER USER {user} {change} '{password}'")
    cell.environment["DB_PASSWORD"] = password  # of a restart
    time.sleep(SECONDS)


FAULT = Fault("The password is changed", strike, statements=select_slowly, seconds=SECONDS)
