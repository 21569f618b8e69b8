"""The server is away for ten seconds, while requests come for every thread."""

import threading
import time

from tests.faults.fault import Fault
from tests.faults.outages import restart_after

DOWN = 10  # seconds


def strike(cell):
    outage = threading.Thread(target=restart_after, args=(cell, cell.private(), DOWN))
    outage.start()
    time.sleep(DOWN / 2)
    cell.sweep(patience=1)  # or some threads would find out only when it is over
    outage.join()


FAULT = Fault("The server is down for ten seconds", strike, seconds=DOWN)
