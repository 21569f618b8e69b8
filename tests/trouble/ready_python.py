"""A Python that has done the slow imports: runs pytest in a fork of itself for each order it gets.

Most of a small run's time goes into importing pytest, psycopg and black. An order is a line of
JSON on standard input: a run to start, answered with its pid, or a pid to wait for, answered with
its exit code. Nothing of this project is imported here, so that a run imports its own clone.
"""

import json
import os
import signal
import sys

import filelock  # noqa: F401
import jsonschema_rs  # noqa: F401
import psutil  # noqa: F401
import psycopg  # noqa: F401
import pytest
import pytest_examples


def become_a_run(root: str, arguments: list[str], environment: dict, output: str, timeout: int):
    """Turn this process into one that a shell in ``root`` could have started, and end it."""
    os.setpgid(0, 0)
    signal.alarm(timeout)
    # A shell that started the tests in its background has them ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(root)
    os.environ.clear()
    os.environ.update(environment)
    nothing, file = os.open(os.devnull, os.O_RDONLY), os.open(output, os.O_WRONLY)
    for source, target in ((nothing, 0), (file, 1), (file, 2)):
        os.dup2(source, target)
    sys.path[0] = root
    sys.exit(pytest.main(arguments, plugins=[pytest_examples]))


def take_orders() -> dict:
    """Answer orders until one is to be carried out by this process, which is then a fork."""
    for line in iter(sys.stdin.readline, ""):
        order = json.loads(line)
        if "wait" in order:
            _, status = os.waitpid(order["wait"], 0)
            answer = os.waitstatus_to_exitcode(status)
        else:
            answer = os.fork()
            if answer == 0:
                return order
        print(answer, flush=True)
    sys.exit()


if __name__ == "__main__":
    become_a_run(**take_orders())
