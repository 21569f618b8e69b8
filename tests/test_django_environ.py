import pytest

from tests.database_url import url_of

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool", "django-environ"),
    pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.2"),
]
EXAMPLE = "django_environ/settings.py"


def test_address_from_the_url_and_pool_from_the_file(projects, postgresql, record):
    """The pool connects to the database of the URL; what the URL asks for stands beside it."""
    with postgresql.database() as database:
        url = f"{url_of(database)}?application_name=shop"
        site = projects.serve(EXAMPLE, postgresql, database=database, DATABASE_URL=url)
        asked = "SELECT current_database(), current_setting('application_name')"
        name, application = site.sql(asked)[0]
        options = site.pool_options()
    seen = {name: options[name] for name in ("min_size", "max_size", "timeout")}
    assert (name, application) == (database.name, "shop")
    assert seen == {"min_size": 1, "max_size": 4, "timeout": 2}
    record(options=seen, application_name=application)
