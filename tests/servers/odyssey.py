"""Odyssey, from Debian's package, run with the shown odyssey.conf."""

import signal

from tests.servers import debian
from tests.servers.base import ServerError
from tests.servers.pooler import Pooler, PoolerProgram


class Odyssey(Pooler):
    """One Odyssey with the settings of an example, except for two ports and a password.

    Its files can include each other, but what they set cannot be set again: the three words are
    replaced in a copy.
    """

    stop_signal = signal.SIGINT  # SIGTERM would wait for the clients to leave

    def arguments(self) -> list[str]:
        configuration = self.directory / "odyssey.conf"
        text = self.configuration.read_text()
        for shown, ours in {
            "port 6432\n": f"port {self.port}\n",
            "port 5432\n": f"port {self.behind.connection_environment()['DB_PORT']}\n",
            '"the password of pgbouncer"': f'"{self.program.auth_password}"',
        }.items():
            if text.count(shown) != 1:
                raise ServerError(
                    f"{self.configuration.name} has {shown.strip()} {text.count(shown)} times: "
                    "it has to be there once, for the tests to put their own in its place."
                )
            text = text.replace(shown, ours)
        configuration.write_text(text)
        return [str(configuration)]


class OdysseyProgram(PoolerProgram):
    name = "odyssey"
    product = "Odyssey"
    pooler = Odyssey
    auth_password = ""
    """Of the role that looks up the passwords of the others: the fixture that makes it knows."""


def find_odyssey(directory) -> OdysseyProgram:
    """The program from Debian forky. Raises Missing if it cannot be had."""
    return OdysseyProgram(debian.program("forky", "usr/bin/odyssey"))
