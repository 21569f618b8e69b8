import pytest

from tests.commands import verdicts
from tests.plugins.projects import ViewError

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
    pytest.mark.documented_failure,
]
EXAMPLE = "postgresql_pool_kwargs/settings.py"


def test_first_request_is_refused(projects, postgresql, record):
    """The first request fails: Django passes this option itself."""
    with pytest.raises(ViewError) as failure:
        projects.serve(EXAMPLE, postgresql).sql("SELECT 1")
    assert failure.value.type == "TypeError"
    record(error=failure.value.errors[0])


def test_what_commands_say(projects, postgresql, record):
    """`manage.py check` passes, with `--database default`, too; `migrate --check` fails."""
    said = verdicts(projects, EXAMPLE, postgresql)
    assert said == {"check": "passes", "check_database": "passes", "migrate_check": "fails"}
    record(**said)
