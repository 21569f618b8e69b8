"""The replica is promoted, the address moves to it, and the old primary refuses to write."""

import time

from tests.faults.fault import Fault, only_on_postgresql
from tests.faults.moving_address import PairBehindAddress
from tests.faults.tokens import insert_token, make_tokens

SECONDS = 1


def furnish(cell):
    make_tokens(cell)
    with cell.site.holding(cell.all_threads, "SELECT 1", atomic=True):
        pass  # a pooler now has all the connections that it will need, and opens none later


def strike(cell):
    pair = cell.private()
    pair.catch_up()
    cell.cleanup.callback(read_only, pair, "off")  # or the database could not be emptied
    read_only(pair, "on")
    pair.promote_replica()
    time.sleep(SECONDS)  # until whatever watches them has noticed
    pair.address_of_primary.move_to(pair.replica.port)
    time.sleep(SECONDS)


def read_only(server, value):
    server.query("SET default_transaction_read_only = off")
    server.query(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
    server.query("SELECT pg_reload_conf()")


FAULT = Fault(
    "Failover: the old primary turns read-only",
    strike,
    why_not=only_on_postgresql,
    furnish=furnish,
    server=PairBehindAddress,
    statements=insert_token,
    threads=2,  # django-db-connection-pool closes what is beyond POOL_SIZE, which is 2
    seconds=20,
)
