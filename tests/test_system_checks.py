"""The file of system checks in real projects; tests/test_pooling_rules.py has its rules."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.plugins.projects import EXAMPLES

pytestmark = pytest.mark.packages("psycopg", "psycopg-pool")
EXAMPLE = "system_checks/settings.py"
CHECKS = "system_checks/pooling_checks.py"


@pytest.mark.only_with("Django>=5.1")  # before, "pool" itself is one more
def test_three_traps_are_found(projects, postgresql, record):
    """`manage.py check` names an empty pool, a session pooler and a setting that is ignored."""
    exit_code, output = projects.manage(EXAMPLE, postgresql, "check")
    projects.ran(CHECKS, projects.used[EXAMPLE])
    assert exit_code == 0
    for name in ("pooling.W001", "pooling.W003", "pooling.W011"):
        assert name in output
    record(said=output.strip())


def test_warnings_fail_where_they_are_to(projects, postgresql, record):
    """`manage.py check --fail-level WARNING` ends with an error, as a pipeline wants it."""
    exit_code, output = projects.manage(EXAMPLE, postgresql, "check", "--fail-level", "WARNING")
    assert exit_code == 1
    assert "SystemCheckError" in output
    record(exit_code=exit_code)


def test_new_project_finds_its_own_trap(projects, postgresql, tmp_path, record):
    """A new project passes `check`, gets a pool with a `CONN_MAX_AGE`, and does not pass any more.

    What is said comes before the query that would fail.
    """
    database = projects.cleanup.enter_context(postgresql.database())
    environment = {**os.environ, **database.environment, "PYTHONPATH": str(tmp_path)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)

    def run(*command: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return done.returncode, done.stdout.strip()

    run("-m", "django", "startproject", "mysite", ".")
    shutil.copy(EXAMPLES / CHECKS, tmp_path)
    settings = tmp_path / "mysite" / "settings.py"
    settings.write_text(f"import pooling_checks\n{settings.read_text()}")
    before = run("manage.py", "check")
    trap = (EXAMPLES / "postgresql_pool_with_max_age/settings.py").read_text()
    settings.write_text(settings.read_text() + trap)
    exit_code, said = run("manage.py", "check")
    migration, _ = run("manage.py", "migrate", "--skip-checks")

    projects.ran(CHECKS, database)
    assert before == (0, "System check identified no issues (0 silenced).")
    assert exit_code == 1
    assert migration == 1
    [message] = re.findall(r"^DATABASES.*\(pooling\.E001\).*\n\tHINT: .*$", said, re.MULTILINE)
    record(before=before[1], said=message.replace("\t", "    "))
