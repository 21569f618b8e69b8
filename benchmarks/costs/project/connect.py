"""Print, as JSON, how long Django takes to open its connection: the driver's part and its own.

Its own part is what it does on a new connection before the project's first query. Each pair is in
milliseconds.
"""

import json
import sys
import time

import django
from django.db import connections


def opened() -> tuple[float, float]:
    """Open a connection as the first query of a request does, and close it."""
    wrapper = connections["default"]
    driver_opens = type(wrapper).get_new_connection
    of_driver = 0.0

    def timed(parameters):
        nonlocal of_driver
        began = time.perf_counter()
        new = driver_opens(wrapper, parameters)
        of_driver = time.perf_counter() - began
        return new

    wrapper.get_new_connection = timed
    began = time.perf_counter()
    wrapper.connect()
    whole = time.perf_counter() - began
    wrapper.close()
    return of_driver * 1000, (whole - of_driver) * 1000


if __name__ == "__main__":
    django.setup()
    opened()  # warm: imports, and what Django asks once
    print(json.dumps([opened() for _ in range(int(sys.argv[1]))]))
