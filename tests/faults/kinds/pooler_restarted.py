"""PgBouncer is restarted while requests come, and is away for a second and a half."""

from tests.faults.fault import Fault, only_with_pooler
from tests.faults.outages import restart_after


def strike(cell):
    restart_after(cell.pooler, 1.35)


FAULT = Fault("The pooler is restarted under load", strike, why_not=only_with_pooler, seconds=2)
