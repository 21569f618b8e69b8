"""MySQL Router, from Debian's package, run with the shown mysqlrouter.conf."""

import datetime
import re
from functools import cache
from pathlib import Path

import pymysql
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.servers import debian
from tests.servers.pooler import Pooler, PoolerProgram

CONNECT_TIMEOUT = 5  # seconds
SUITE = "sid"
ROUTE = re.compile(r"^\[(routing:\w+)\]$", re.MULTILINE)


class MySQLRouter(Pooler):
    """One MySQL Router with the settings of an example, except for addresses and paths."""

    def arguments(self) -> list[str]:
        wrapper = self.directory / "wrapper.conf"
        wrapper.write_text(self._wrapper())
        return [f"--config={self.configuration}", f"--extra-config={wrapper}"]

    def _wrapper(self) -> str:
        """What differs on this machine: it is read after the example's file, and wins."""
        behind = self.behind.connection_environment()
        certificate, key = make_certificate(self.directory)
        route = ROUTE.search(self.configuration.read_text())[1]
        return f"""\
[DEFAULT]
plugin_folder = {debian.unpacked(SUITE) / "usr/lib/mysqlrouter/plugin"}
logging_folder =
runtime_folder = {self.directory}
data_folder = {self.directory}

[{route}]
bind_address = 127.0.0.1
bind_port = {self.port}
destinations = {behind["DB_HOST"]}:{behind["DB_PORT"]}
client_ssl_cert = {certificate}
client_ssl_key = {key}
"""

    def answers(self) -> bool:
        behind = self.behind.connection_environment()
        try:
            pymysql.connect(
                host="127.0.0.1",
                port=self.port,
                user=behind["DB_USER"],
                password=behind["DB_PASSWORD"],
                connect_timeout=CONNECT_TIMEOUT,
            ).close()
        except pymysql.OperationalError:
            return False
        return True


class MySQLRouterProgram(PoolerProgram):
    name = "mysqlrouter"
    product = "MySQL Router"
    pooler = MySQLRouter


def find_mysql_router(directory: Path) -> MySQLRouterProgram:
    """The program from Debian sid. Raises Missing if it cannot be had."""
    return MySQLRouterProgram(debian.program(SUITE, "usr/bin/mysqlrouter", "usr/lib/mysql-router"))


@cache
def make_key():
    """An RSA key: clients without TLS encrypt their password with it."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def make_certificate(directory: Path) -> tuple[Path, Path]:
    """A certificate for loopback that has signed itself, and its key."""
    key = make_key()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    paths = directory / "router-cert.pem", directory / "router-key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths
