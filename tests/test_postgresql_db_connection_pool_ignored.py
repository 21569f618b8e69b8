import pytest

from tests.commands import NO_ISSUES, last_lines

pytestmark = pytest.mark.packages("django-db-connection-pool", "SQLAlchemy", "psycopg")
EXAMPLE = "postgresql_db_connection_pool_ignored/settings.py"


def held_by(alias: str, projects, server) -> int:
    """How many connections three requests at a time hold."""
    site = projects.serve(EXAMPLE, server, threads=3)
    with site.holding(3, "SELECT 1", alias=alias):
        return len(site.sessions())


def test_names_in_lower_case_are_ignored(projects, postgresql, record):
    """With pool_size 1 and max_overflow 0 in POOL_OPTIONS, three requests hold three."""
    held = held_by("default", projects, postgresql)
    assert held == 3
    record(connections=held)


def test_options_at_the_top_level_are_ignored(projects, postgresql, record):
    """With POOL_SIZE 1 and MAX_OVERFLOW 0 beside ENGINE, three requests hold three."""
    held = held_by("top_level", projects, postgresql)
    assert held == 3
    record(connections=held)


def test_unknown_names_are_ignored(projects, postgresql, record):
    """With MAX_SIZE 1, which the package does not know, three requests hold three."""
    held = held_by("misspelled", projects, postgresql)
    assert held == 3
    record(connections=held)


def test_nothing_says_so(projects, postgresql, record):
    """`manage.py check` passes, for these databases too."""
    commands = ["check", "check --database default --database top_level"]
    said = last_lines(projects, EXAMPLE, postgresql, commands)
    assert set(said.values()) == {NO_ISSUES}
    record(said=said)
