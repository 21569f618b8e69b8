import pytest

from tests.plugins.projects import ViewError

pytestmark = [pytest.mark.packages(), pytest.mark.documented_failure]
EXAMPLE = "sqlite_pool/settings.py"


def test_driver_refuses_the_option(projects, sqlite, record):
    """The first request that needs the database fails in Python's own sqlite3 module."""
    site = projects.serve(EXAMPLE, sqlite)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "TypeError"
    record(error=failure.value.errors[0])
