import pytest

from tests.waiting import eventually

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]
EXAMPLE = "postgresql_pool_switched/settings.py"


def test_test_suite_runs_without_pools(projects, postgresql, record):
    """With DB_POOL off, `manage.py test` drops its database, though a test uses both aliases."""
    exit_code, output = projects.manage(
        EXAMPLE, postgresql, "test", "tests.project.suite", DB_POOL="off"
    )
    assert exit_code == 0, output
    last_line = output.strip().splitlines()[-1]
    assert last_line == "Destroying test database for alias 'default'..."
    record(last_line=last_line)


def test_site_has_its_pools(projects, postgresql, record):
    """Without the variable, the two aliases hold three connections and one."""
    site = projects.serve(EXAMPLE, postgresql)
    site.sql("SELECT 1")
    site.sql("SELECT 1", alias="reports")
    held = eventually(lambda: len(site.sessions()), 4)
    assert held == 4
    record(connections=held)
