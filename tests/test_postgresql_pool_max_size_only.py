import pytest

from tests.plugins.projects import ViewError

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.documented_failure]
EXAMPLE = "postgresql_pool_max_size_only/settings.py"


def test_first_request_is_refused(projects, postgresql, record):
    """The first request that needs the database fails, before any connection is opened."""
    site = projects.serve(EXAMPLE, postgresql)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "ValueError"
    record(error=failure.value.errors[0])


def test_system_check_passes(projects, postgresql, record):
    """`manage.py check` finds nothing wrong."""
    exit_code, output = projects.manage(EXAMPLE, postgresql, "check")
    assert exit_code == 0
    record(check_output=output.strip())
