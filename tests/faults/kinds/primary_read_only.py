"""The replica is promoted, the address moves to it, and the old primary refuses to write."""

import time
from functools import partial

from tests.faults.fault import Fault
from tests.faults.moving_address import PairBehindAddress
from tests.faults.mysql_pair import MySQLPair
from tests.faults.tokens import insert_token, make_tokens
from tests.servers.mariadb import MARIADB, WITHOUT_TLS
from tests.servers.mysql import MYSQL

SECONDS = 1


def furnish(cell):
    make_tokens(cell)
    with cell.site.holding(cell.all_threads, "SELECT 1", atomic=True):
        pass  # a pooler now has all the connections that it will need, and opens none later


def strike(cell):
    pair = cell.private()
    pair.catch_up()
    cell.cleanup.callback(pair.refuse_writes, False)  # or the database could not be emptied
    pair.refuse_writes(True)
    pair.promote_replica()
    time.sleep(SECONDS)  # until whatever watches them has noticed
    pair.address_of_primary.move_to(pair.replica)
    time.sleep(SECONDS)


FAULT = Fault(
    "Failover: the old primary turns read-only",
    strike,
    furnish=furnish,
    servers={
        "postgresql": PairBehindAddress,
        "mariadb": partial(MySQLPair, MARIADB, options=WITHOUT_TLS),
        "mysql": partial(MySQLPair, MYSQL),
    },
    statements=insert_token,
    threads=2,  # django-db-connection-pool closes what is beyond POOL_SIZE, which is 2
    seconds=20,
)
