"""A borrowed server that does not answer is named at once; one that does is left as it was."""

import socket
import time
from contextlib import contextmanager
from importlib.metadata import version

import psycopg
import pytest
from django.db.backends.postgresql.features import DatabaseFeatures

from evidence import store
from tests.servers import FIND, Borrowed, ServerError
from tests.servers.postgresql import BorrowedPostgreSQL

LIMIT = 5  # seconds
POOL = "postgresql_pool/settings.py"
USES_EVERY_PART = f'''
from pathlib import Path

def test_site(projects, postgresql):
    site = projects.serve("{POOL}", postgresql)
    assert site.value("SELECT 1") == 1
    Path("database").write_text(site.database.name)
    assert len(site.sessions()) >= 1
'''


@contextmanager
def silent_port():
    """A port where connections are accepted, by the kernel, and nobody ever says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@contextmanager
def closed_port():
    """A port that is taken, so that nobody else opens it, and does not listen."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.mark.waits(3)
@pytest.mark.parametrize(
    ("port_of_a_kind", "hosts", "reason"),
    [
        (closed_port, "127.0.0.1:{0}", "Connection refused"),
        (silent_port, "127.0.0.1:{0}", "no answer within 3 seconds"),
        (silent_port, "127.0.0.1:{0},localhost:{0}", "no answer within 3 seconds"),
    ],
    ids=["closed", "silent", "two silent addresses"],
)
def test_server_that_does_not_answer_is_named_in_time(port_of_a_kind, hosts, reason):
    started = time.monotonic()
    with port_of_a_kind() as port, pytest.raises(ServerError) as refusal:
        BorrowedPostgreSQL(f"postgresql://django:secret@{hosts.format(port)}/postgres").start()
    assert time.monotonic() - started < LIMIT
    assert str(refusal.value).startswith("The PostgreSQL that POSTGRESQL_URL names does not answer")
    assert reason in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("url", ["postgresql:///postgres", "postgresql://host/", "http://u:p@host"])
def test_incomplete_address_is_refused_with_how_to_write_it(url):
    with pytest.raises(ServerError) as refusal:
        BorrowedPostgreSQL(url).start()
    assert str(refusal.value) == (
        "POSTGRESQL_URL does not name a server and a user: "
        "write it as postgresql://user:password@host:port/database."
    )


def test_refused_login_is_not_called_silence(postgresql):
    """The server is up: to start it, as the other sentence says, would be wrong."""
    wrong = psycopg.conninfo.make_conninfo(postgresql.conninfo, password="wrong-secret")
    with pytest.raises(ServerError) as refusal:
        BorrowedPostgreSQL(wrong).start()
    said = str(refusal.value)
    assert said.startswith("The PostgreSQL that POSTGRESQL_URL names refuses the login (")
    assert "password authentication failed" in said
    assert said.endswith(
        "): correct the user, the password or the database in POSTGRESQL_URL, "
        "or unset it to use a private one."
    )
    assert "secret" not in said


def test_server_too_old_for_django_is_refused(postgresql, monkeypatch):
    monkeypatch.setattr(DatabaseFeatures, "minimum_database_version", (99, 1))
    with pytest.raises(ServerError) as refusal:
        BorrowedPostgreSQL(postgresql.conninfo).start()
    assert str(refusal.value) == (
        f"The PostgreSQL that POSTGRESQL_URL names is {postgresql.version()}, and Django "
        f"{version('Django')} needs 99.1 or newer: name another, or unset POSTGRESQL_URL to use a "
        "private one."
    )


def test_server_of_another_series_is_refused(postgresql, monkeypatch, tmp_path):
    """What is recorded for PostgreSQL 17 is not of another version."""
    monkeypatch.setenv("POSTGRESQL17_URL", postgresql.conninfo)
    with pytest.raises(ServerError) as refusal:
        FIND["postgresql17"](tmp_path).start()
    assert str(refusal.value) == (
        f"The PostgreSQL that POSTGRESQL17_URL names is {postgresql.version()}, and that variable "
        "is for 17: name another, or unset POSTGRESQL17_URL to use a private one."
    )


def test_run_ends_with_that_sentence_and_tries_what_it_can(clone):
    clone.add("tests/test_topic.py", "def test_a(postgresql): pass\ndef test_b(sqlite): pass\n")
    with closed_port() as port:
        run = clone.run(POSTGRESQL_URL=f"postgresql://django:secret@127.0.0.1:{port}/postgres")
    assert run.exit_code == pytest.ExitCode.TESTS_FAILED
    assert "1 passed, 1 skipped" in run.output
    said = "ERROR: The PostgreSQL that POSTGRESQL_URL names does not answer"
    assert any(line.startswith(said) for line in run.output.splitlines()[-3:])


@pytest.mark.parametrize("verb", ["stop", "restart", "freeze", "thaw"])
def test_borrowed_server_is_never_stopped_or_frozen(verb, postgresql):
    with pytest.raises(Borrowed, match=r"is borrowed: it is never (stopped|frozen)"):
        getattr(BorrowedPostgreSQL(postgresql.conninfo), verb)()


@pytest.mark.waits(1)  # for another run
def test_run_on_a_borrowed_server_leaves_it_running_and_without_its_databases(clone, postgresql):
    clone.add(f"examples/{POOL}", (store.EXAMPLES / POOL).read_text())
    clone.add("tests/test_topic.py", USES_EVERY_PART)
    run = clone.run(POSTGRESQL_URL=postgresql.conninfo)
    assert run.exit_code == pytest.ExitCode.OK, run.output
    made = (clone.root / "database").read_text()
    with psycopg.connect(postgresql.conninfo) as connection:
        left = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [made])
        assert left.fetchone() is None
