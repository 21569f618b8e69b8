import pytest

from tests.waiting import eventually

pytestmark = pytest.mark.packages()
EXAMPLE = "sqlite_default/settings.py"
FIND_MARKER = "SELECT count(*) FROM sqlite_temp_master WHERE name = 'marker'"


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
