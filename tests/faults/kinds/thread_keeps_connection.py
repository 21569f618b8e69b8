"""Threads that the project started keep their connections and never end."""

from tests.faults.fault import Fault


def strike(cell):
    for _ in range(cell.connections_of_a_process):
        cell.site.ask("/leak")


FAULT = Fault("A thread never returns its connection", strike, workers=1, seconds=60)
