"""PgBouncer is restarted while requests come, and is away for about four seconds."""

from tests.faults.fault import Fault, only_with_pooler
from tests.faults.outages import AWAY, restart_after


def strike(cell):
    restart_after(cell, cell.pooler, AWAY)


FAULT = Fault("The pooler is restarted under load", strike, why_not=only_with_pooler, seconds=AWAY)
