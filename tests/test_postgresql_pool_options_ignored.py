import pytest

from tests.commands import NO_ISSUES, last_lines

pytestmark = [pytest.mark.packages("psycopg"), pytest.mark.documented_failure]
EXAMPLE = "postgresql_pool_options_ignored/settings.py"


def test_there_is_no_pool(projects, postgresql, record):
    """With a POOL_SIZE of 1, three requests hold three connections, and keep none."""
    site = projects.serve(EXAMPLE, postgresql, threads=3)
    with site.holding(3, "SELECT 1"):
        held = len(site.sessions())
    processes = {site.value("SELECT pg_backend_pid()") for _ in range(5)}
    assert held == 3
    assert len(processes) == 5
    record(connections=held, requests=5, server_processes=len(processes))


def test_nothing_says_so(projects, postgresql, record):
    """`manage.py check` passes, with `--database default`, too."""
    said = last_lines(projects, EXAMPLE, postgresql, ["check", "check --database default"])
    assert set(said.values()) == {NO_ISSUES}
    record(said=said)
