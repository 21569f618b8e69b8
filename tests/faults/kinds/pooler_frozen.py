"""PgBouncer hangs for three seconds: its connections stay open, and nothing is answered."""

from tests.faults.fault import Fault, only_with_pooler
from tests.faults.outages import FROZEN, freeze_for


def strike(cell):
    freeze_for(cell.pooler)


FAULT = Fault("The pooler hangs and goes on", strike, why_not=only_with_pooler, seconds=FROZEN)
