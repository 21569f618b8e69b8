import pytest

pytestmark = [pytest.mark.packages("psycopg"), pytest.mark.documented_failure]


def test_search_path_is_ignored(projects, start_pgbouncer, record):
    """With ignore_startup_parameters the connection is accepted, without its search_path."""
    pooler = start_pgbouncer("pgbouncer_ignored_options/pgbouncer.ini")
    site = projects.serve("pgbouncer_search_path/settings.py", pooler)
    search_path = site.value("SELECT current_setting('search_path')")
    assert search_path == '"$user", public'
    record(asked_for="tenant,public", found=search_path)
