"""A private MySQL or MariaDB with a certificate that an authority of the tests has signed."""

from pathlib import Path

from tests.servers.certificates import Authority
from tests.servers.mysql_private import PrivateServer
from tests.servers.mysql_product import Product

HOST = "127.0.0.2"
"""What the certificate is for. Clients take localhost for a socket, and trust 127.0.0.1 more."""
ANOTHER_HOST = "127.0.0.3"
"""Another address of the server, which is not in the certificate."""
EVERYWHERE = [f"--bind-address=127.0.0.1,{HOST},{ANOTHER_HOST}"]


class PrivateMySQLTLS(PrivateServer):
    """Offers TLS and, as both do by default, goes on without it where a client does."""

    def __init__(self, product: Product, directory: Path):
        self._authorities = directory / "authorities.crt"
        certificate = [
            f"--ssl-ca={self._authorities}",
            f"--ssl-cert={directory / 'server.crt'}",
            f"--ssl-key={directory / 'server.key'}",
        ]
        super().__init__(product, directory, options=[*EVERYWHERE, *certificate])

    def _create(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        self.authority = Authority("The tests' authority", self.directory)
        self.certify(self.authority)
        super()._create()

    def certify(self, authority: Authority) -> None:
        """Have a certificate signed by ``authority``, to be read at the next start or reload."""
        authority.issue(HOST, self.directory)
        # MySQL does not read a certificate again whose authority it does not know itself.
        self._authorities.write_bytes(authority.file.read_bytes())

    def connection_environment(self) -> dict[str, str]:
        return super().connection_environment() | {
            "DB_HOST": HOST,
            "DB_SSL_CA": str(self.authority.file),
        }
