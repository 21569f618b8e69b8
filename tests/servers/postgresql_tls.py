"""A private PostgreSQL with a certificate, which clients can ask it for."""

from tests.servers import scram
from tests.servers.certificates import Authority
from tests.servers.postgresql_private import PrivatePostgreSQL

HOST = "localhost"
"""The name that the certificate is for; clients that use the address find another name in it."""


class PrivateTLS(PrivatePostgreSQL):
    """Offers TLS and, as PostgreSQL does by default, goes on without it where a client does.

    A login takes as long as PostgreSQL has it take: `make bench` measures that here, and Odyssey
    cannot do with fewer iterations.
    """

    iterations = scram.DEFAULT_ITERATIONS

    def _make_data(self) -> None:
        super()._make_data()
        self.authority = Authority("The tests' authority", self.directory)
        self.certify(self.authority)

    def certify(self, authority: Authority) -> None:
        """Have a certificate signed by ``authority``, to be read at the next start or reload."""
        self.certificate, self.key = authority.issue(HOST, self.directory)

    def options(self) -> dict[str, object]:
        return super().options() | {
            "ssl": "on",
            "ssl_cert_file": self.certificate,
            "ssl_key_file": self.key,
        }

    def connection_environment(self) -> dict[str, str]:
        return super().connection_environment() | {
            "DB_HOST": HOST,
            "DB_SSLROOTCERT": str(self.authority.file),
        }
