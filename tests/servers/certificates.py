"""Certificates of a private authority, made for one run and never written anywhere else."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LIFETIME = timedelta(days=1)
SIGNS_CERTIFICATES = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


class Authority:
    """Signs certificates for servers; clients trust the one in its file."""

    def __init__(self, name: str, folder: Path):
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.file = folder / "ca.crt"
        certificate = self._signed(
            self._name, self._key, x509.BasicConstraints(True, None), SIGNS_CERTIFICATES
        )
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def issue(self, host: str, folder: Path) -> tuple[Path, Path]:
        """The files of a certificate for ``host`` and of its key, which only we may read."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([name_of(host)])
        certificate = folder / "server.crt"
        certificate.write_bytes(
            self._signed(x509.Name([]), key, names).public_bytes(serialization.Encoding.PEM)
        )
        key_file = folder / "server.key"
        key_file.touch(mode=0o600)
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return certificate, key_file

    def _signed(self, subject: x509.Name, key, *critical) -> x509.Certificate:
        """With all that Python's ssl asks for by default, since 3.13."""
        now = datetime.now(UTC)
        ours, theirs = self._key.public_key(), key.public_key()
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(theirs)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - LIFETIME)
            .not_valid_after(now + LIFETIME)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(theirs), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ours), critical=False)
        )
        for extension in critical:
            certificate = certificate.add_extension(extension, critical=True)
        return certificate.sign(self._key, hashes.SHA256())


def name_of(host: str) -> x509.GeneralName:
    """``host`` as a certificate has it: an address, or a name."""
    with suppress(ValueError):
        return x509.IPAddress(ip_address(host))
    return x509.DNSName(host)
