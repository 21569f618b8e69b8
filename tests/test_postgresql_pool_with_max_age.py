import pytest

from tests.commands import NO_ISSUES, last_lines, verdicts
from tests.plugins.projects import ViewError
from tests.refusals import POOL_REFUSED_BY_PSYCOPG, error_of_first_request

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
    pytest.mark.documented_failure,
]
EXAMPLE = "postgresql_pool_with_max_age/settings.py"


def test_first_request_is_refused(projects, postgresql, record):
    """The first request that needs the database fails, before any connection is opened."""
    site = projects.serve(EXAMPLE, postgresql)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "django.core.exceptions.ImproperlyConfigured"
    assert failure.value.message == "Pooling doesn't support persistent connections."
    record(error=failure.value.errors[0])


def test_system_check_finds_nothing(projects, postgresql, record):
    """`manage.py check` finds no issue, with `--database default` neither."""
    said = last_lines(projects, EXAMPLE, postgresql, ["check", "check --database default"])
    assert set(said.values()) == {NO_ISSUES}
    record(said=said)


def test_migrate_check_fails(projects, postgresql, record):
    """`manage.py migrate --check` stops with the error: a deploy script can use it to find out."""
    said = last_lines(projects, EXAMPLE, postgresql, ["migrate --check"])["migrate --check"]
    assert said == (
        "django.core.exceptions.ImproperlyConfigured: "
        "Pooling doesn't support persistent connections."
    )
    record(said=said)


@pytest.mark.only_with("Django<5.1")
def test_django_without_a_pool_refuses_the_option(projects, postgresql, record):
    """Before Django 5.1, the first request fails: psycopg is given the option and refuses it."""
    error = error_of_first_request(projects, EXAMPLE, postgresql)
    assert error == POOL_REFUSED_BY_PSYCOPG
    record(error=error)


def test_what_commands_say(projects, postgresql, record):
    """`manage.py check` passes, with `--database default`, too; `migrate --check` fails."""
    said = verdicts(projects, EXAMPLE, postgresql)
    assert said == {"check": "passes", "check_database": "passes", "migrate_check": "fails"}
    record(**said)
