"""Django takes psycopg2 where psycopg cannot be imported.

Here, psycopg's own variable asks for its implementation in C, which is not installed: the import
fails, as it does where neither psycopg's binary package nor the system has a libpq.
"""

import pytest

from tests.commands import NO_ISSUES, verdicts
from tests.plugins.projects import ViewError
from tests.refusals import error_of_first_request

pytestmark = pytest.mark.packages("psycopg", "psycopg2-binary")
EXAMPLE = "postgresql_psycopg2_pool/settings.py"
SCRIPT = "postgresql_psycopg2_pool/driver.py"
PSYCOPG_FAILS = {"PSYCOPG_IMPL": "c"}


def driver(projects, server, **environment: str) -> str:
    """What the script prints."""
    exit_code, output = projects.manage(
        SCRIPT, server, "shell", "-v", "0", fed=SCRIPT, **environment
    )
    assert exit_code == 0, output
    return output.strip()


def test_psycopg_is_preferred(projects, postgresql, record):
    """With both drivers installed, Django loads psycopg."""
    loaded = driver(projects, postgresql)
    assert loaded == "psycopg"
    record(both_installed=loaded)


def test_psycopg_that_cannot_be_imported_goes_unnoticed(projects, postgresql, record):
    """With both drivers installed, and a psycopg whose import fails, Django loads psycopg2."""
    loaded = driver(projects, postgresql, **PSYCOPG_FAILS)
    assert loaded == "psycopg2"
    record(psycopg_fails=loaded)


@pytest.mark.only_with("Django>=5.1")
@pytest.mark.documented_failure
def test_first_query_is_refused(projects, postgresql, record):
    """The first query fails: psycopg's pool cannot be imported without psycopg.

    Within `atomic()` it fails with another text, which names the true cause.
    """
    site = projects.serve(EXAMPLE, postgresql, **PSYCOPG_FAILS)
    errors = []
    for atomic in (False, True):
        with pytest.raises(ViewError) as failure:
            site.sql("SELECT 1", atomic=atomic)
        assert failure.value.type == "django.core.exceptions.ImproperlyConfigured"
        errors.append(failure.value.errors[0])
    assert [error["message"] for error in errors] == [
        "Error loading psycopg_pool module.\nDid you install psycopg[pool]?",
        "Database pooling requires psycopg >= 3",
    ]
    assert site.sessions() == []
    record(error=errors[0], error_within_atomic=errors[1])


@pytest.mark.only_with("Django>=5.1")
@pytest.mark.documented_failure
def test_system_check_finds_nothing(projects, postgresql, record):
    """`manage.py check` passes; `manage.py migrate --check` fails."""
    said = {}
    for command in ("check", "migrate --check"):
        _, output = projects.manage(EXAMPLE, postgresql, *command.split(), **PSYCOPG_FAILS)
        said[command] = output.strip().splitlines()[-1]
    assert said["check"] == NO_ISSUES
    assert said["migrate --check"].endswith("Did you install psycopg[pool]?")
    record(said=said)


@pytest.mark.only_with("Django<5.1")
@pytest.mark.documented_failure
def test_django_without_a_pool_refuses_the_option(projects, postgresql, record):
    """Before Django 5.1, the first request fails: psycopg2 is given the option and refuses it."""
    error = error_of_first_request(projects, EXAMPLE, postgresql, **PSYCOPG_FAILS)
    assert error["type"] == "django.db.utils.ProgrammingError"
    assert error["message"] == 'invalid dsn: invalid connection option "pool"'
    record(error=error)


@pytest.mark.only_with("Django>=5.1")
@pytest.mark.documented_failure
def test_what_commands_say(projects, postgresql, record):
    """`manage.py check` passes, with `--database default`, too; `migrate --check` fails."""
    said = verdicts(projects, EXAMPLE, postgresql, **PSYCOPG_FAILS)
    assert said == {"check": "passes", "check_database": "passes", "migrate_check": "fails"}
    record(**said)
