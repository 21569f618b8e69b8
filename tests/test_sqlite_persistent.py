import pytest

from tests.sqlite_file import FIND_MARKER, tables_after_replacement
from tests.waiting import eventually

pytestmark = pytest.mark.packages()
EXAMPLE = "sqlite_persistent/settings.py"


def test_requests_of_a_thread_share_a_connection(projects, sqlite, record):
    """A temporary table made in one request is there in the next: the connection was kept."""
    site = projects.serve(EXAMPLE, sqlite, threads=1)
    site.sql("CREATE TEMP TABLE marker (id)")
    found = site.value(FIND_MARKER)
    assert found == 1
    record(found_in_next_request=found)


def test_every_thread_keeps_the_file_open(projects, sqlite, record):
    """After four requests at a time, the process holds the file open four times."""
    site = projects.serve(EXAMPLE, sqlite, threads=8)
    site.at_once(4, "SELECT count(*) FROM sqlite_master")
    held = eventually(lambda: len(site.sessions()), 4)
    assert held == 4
    record(requests_at_a_time=4, open_files_afterwards=held)


def test_replaced_file_is_not_noticed(projects, sqlite, record):
    """After the file is replaced by an empty one of the same name, requests still see the old."""
    tables = tables_after_replacement(projects.serve(EXAMPLE, sqlite, threads=1))
    assert tables == 1
    record(tables_in_the_new_file=0, tables_that_the_next_request_sees=tables)
