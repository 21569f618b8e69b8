import pytest

from tests.commands import NO_ISSUES, last_lines, verdicts
from tests.plugins.projects import ViewError

pytestmark = [pytest.mark.packages("psycopg"), pytest.mark.documented_failure]
EXAMPLE = "postgresql_pooling_class/settings.py"


def test_driver_refuses_the_option(projects, postgresql, record):
    """Django hands the option to psycopg, which does not know it: the first request fails."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.ProgrammingError"
    assert failure.value.message == 'invalid connection option "pooling_class"'
    record(error=failure.value.errors[0])


def test_system_check_finds_nothing(projects, postgresql, record):
    """`manage.py check` passes."""
    said = last_lines(projects, EXAMPLE, postgresql, ["check"])
    assert said == {"check": NO_ISSUES}
    record(said=said)


def test_what_commands_say(projects, postgresql, record):
    """`manage.py check` passes, with `--database default`, too; `migrate --check` fails."""
    said = verdicts(projects, EXAMPLE, postgresql)
    assert said == {"check": "passes", "check_database": "passes", "migrate_check": "fails"}
    record(**said)
