import time

import pytest

from tests.plugins.projects import ViewError
from tests.sqlite_file import FIND_MARKER, READ_SLOWLY_THEN_WRITE, tables_after_replacement
from tests.waiting import eventually

pytestmark = pytest.mark.packages()
EXAMPLE = "sqlite_default/settings.py"


def test_every_request_opens_the_file_anew(projects, sqlite, record):
    """A temporary table made in one request is gone in the next: the connection was closed."""
    site = projects.serve(EXAMPLE, sqlite, threads=1)
    same_request = site.value("CREATE TEMP TABLE marker (id)", FIND_MARKER)
    next_request = site.value(FIND_MARKER)
    assert (same_request, next_request) == (1, 0)
    record(found_in_same_request=same_request, found_in_next_request=next_request)


def test_no_open_file_outlives_its_request(projects, sqlite, record):
    """When no request is running, the process does not hold the file open."""
    site = projects.serve(EXAMPLE, sqlite)
    site.at_once(4, "CREATE TABLE IF NOT EXISTS visit (id)")
    left = eventually(lambda: len(site.sessions()), 0)
    assert left == 0
    record(open_files_between_requests=left)


def test_replaced_file_is_used_at_once(projects, sqlite, record):
    """After the file is replaced by an empty one of the same name, the next request sees it."""
    tables = tables_after_replacement(projects.serve(EXAMPLE, sqlite, threads=1))
    assert tables == 0
    record(tables_in_the_new_file=0, tables_that_the_next_request_sees=tables)


@pytest.mark.waits(5)
def test_second_writer_waits_five_seconds(projects, sqlite, record):
    """While one request holds a write transaction, another that writes waits 5 s and fails."""
    site = projects.serve(EXAMPLE, sqlite, threads=2)
    site.sql("CREATE TABLE visit (id)")
    with site.holding(1, "BEGIN IMMEDIATE"):
        started = time.monotonic()
        with pytest.raises(ViewError) as failure:
            site.sql("INSERT INTO visit VALUES (1)")
        waited = time.monotonic() - started
        assert site.value("SELECT count(*) FROM visit") == 0, "a reader does not wait"
    seconds = site.value("PRAGMA busy_timeout") / 1000
    assert seconds == 5
    assert seconds * 0.9 < waited < seconds * 2
    assert failure.value.type == "django.db.utils.OperationalError"
    assert failure.value.message == "database is locked"
    record(seconds_waited=seconds, error=failure.value.errors[0])


def test_transaction_that_has_read_cannot_wait_to_write(projects, sqlite, record):
    """Of transactions that read at the same time and then write, one fails without waiting."""
    site = projects.serve(EXAMPLE, sqlite, threads=4)
    site.sql("CREATE TABLE visit (id)")
    patient = ["PRAGMA busy_timeout = 60000", *READ_SLOWLY_THEN_WRITE]
    started = time.monotonic()
    with pytest.raises(ViewError) as failure:
        [*site.crowd(4, 20, *patient, atomic=True)]
    assert time.monotonic() - started < 30, "sooner than one gives up that waits for a minute"
    assert failure.value.message == "database is locked"
    record(clients=4, error=failure.value.errors[0])
