import pytest

from tests.plugins.projects import ViewError
from tests.rotation import FIRST, SECOND, rotating_login

pytestmark = pytest.mark.packages("psycopg")
EXAMPLE = "postgresql_passfile/settings.py"


@pytest.fixture
def passfile(tmp_path):
    file = tmp_path / "passfile"
    file.touch(mode=0o600)
    return file


def serve(projects, server, login, passfile):
    passfile.write_text(f"*:*:*:{login.name}:{FIRST}\n")
    return projects.serve(
        EXAMPLE, server, DB_USER=login.name, DB_PASSWORD=None, DB_PASSFILE=str(passfile)
    )


def test_file_is_read_at_each_connection(projects, postgresql, passfile, record):
    """When the password has changed and the file with it, no request fails."""
    with rotating_login(postgresql, "app_passfile") as login:
        site = serve(projects, postgresql, login, passfile)
        before = site.value("SELECT 1")
        login.change_password()
        passfile.write_text(f"*:*:*:{login.name}:{SECOND}\n")
        after = site.value("SELECT 1")
    assert (before, after) == (1, 1)
    record(failed_requests=0)


def test_old_password_fails_the_next_request(projects, postgresql, passfile, record):
    """When the file still has the old password, the next connection is refused."""
    with rotating_login(postgresql, "app_forgotten") as login:
        site = serve(projects, postgresql, login, passfile)
        login.change_password()
        with pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    message = login.mask(failure.value.message).replace(str(passfile), "$DB_PASSFILE")
    assert "password authentication failed" in message
    assert message.endswith('password retrieved from file "$DB_PASSFILE"')
    record(error=failure.value.errors[0] | {"message": message})


def test_file_that_others_may_read_is_ignored(projects, postgresql, passfile, record):
    """With group or world access, the file is not used, and no password is sent."""
    with rotating_login(postgresql, "app_readable") as login:
        site = serve(projects, postgresql, login, passfile)
        passfile.chmod(0o644)
        with pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
    assert failure.value.message.endswith("fe_sendauth: no password supplied")
    assert "has group or world access" in site.log.read_text()
    record(error=failure.value.errors[0])
