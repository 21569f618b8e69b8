import pytest

from tests.plugins.projects import ViewError
from tests.rotation import FIRST, SECOND, rotating_login

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.3"),
    pytest.mark.documented_failure,
]
EXAMPLE = "postgresql_pool_rotating_with_password/settings.py"


@pytest.mark.waits(2)
def test_password_of_the_settings_wins(projects, postgresql, tmp_path, record):
    """With an old PASSWORD and the right one in the file, no connection opens."""
    file = tmp_path / "password"
    file.write_text(SECOND)
    with rotating_login(postgresql, "app_settled") as login:
        login.change_password()
        site = projects.serve(
            EXAMPLE,
            postgresql,
            DB_USER=login.name,
            DB_PASSWORD=FIRST,
            DB_PASSWORD_FILE=str(file),
        )
        with pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
    logged = [line for line in site.log.read_text().splitlines() if "error connecting" in line]
    assert failure.value.message == "couldn't get a connection after 2.00 sec"
    cause = login.mask(logged[0])
    assert cause.endswith('password authentication failed for user "$DB_USER"')
    record(error=failure.value.errors[0], logged=cause)
