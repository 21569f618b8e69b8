"""Bash in a folder of its own, which is given one step after another, as a reader would."""

import os
import shlex
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from threading import Timer

from tests.servers.process import without_root

STEP_TIMEOUT = 30  # seconds
DONE = "=== done ==="


class Terminal:
    """A shell that keeps its variables and background jobs from one command to the next.

    ``at_exit`` is run however the shell ends. When the tests are killed, its input is closed, so
    it ends then too.
    """

    def __init__(self, folder: Path, environment: dict[str, str], at_exit: str = ""):
        self._bash = subprocess.Popen(
            [*without_root(), "bash", "--noprofile", "--norc", "-o", "errexit"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._send(f"trap {shlex.quote(at_exit)} EXIT")

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._signal(signal.SIGTERM)
        try:
            self._bash.wait(10)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._bash.wait()
        with suppress(BrokenPipeError):
            self._bash.stdin.close()
        self._bash.stdout.close()

    def source(self, script: Path) -> str:
        """Run the commands in ``script``; return what they print."""
        return self.run(f". {shlex.quote(str(script))}")

    def run(self, command: str) -> str:
        """What ``command`` prints. Fails the test if it, or a part of it, exits with an error."""
        timer = Timer(STEP_TIMEOUT, self._signal, [signal.SIGTERM])
        timer.start()
        try:
            with suppress(BrokenPipeError):  # it has ended: there is no answer to read either
                self._send(f"{command} < /dev/null\nprintf '\\n%s\\n' '{DONE}'")
            printed = []
            for line in self._bash.stdout:
                if line.strip() == DONE:
                    return "".join(printed).strip()
                printed.append(line)
        finally:
            timer.cancel()
        raise AssertionError(
            f"A command failed, or took longer than {STEP_TIMEOUT} seconds: {command}\n"
            + "".join(printed)
        )

    def _send(self, text: str) -> None:
        self._bash.stdin.write(f"{text}\n")
        self._bash.stdin.flush()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._bash.pid, number)
