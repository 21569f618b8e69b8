"""The server is restarted while requests come, and is away for about four seconds."""

from tests.faults.fault import Fault
from tests.faults.outages import AWAY, restart_after


def strike(cell):
    restart_after(cell, cell.private(), AWAY)


# Of the pool's attempts, each about twice as late as the one before, one comes near the end of the
# 15 s in which PgBouncer refuses logins. If it is too early, the next is after the pool's timeout.
CHANCE = {
    "pgbouncer_native_pool": "Chance decides whether the pool tries again shortly before or after "
    "PgBouncer's server_login_retry ends. Before it, the pool's next attempt is so late that "
    "requests give up, which wait no longer than the pool's timeout."
}
FAULT = Fault("The server is restarted under load", strike, chance=CHANCE, seconds=AWAY)
