import pytest

from tests.database_url import url_of

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool", "dj-database-url"),
    pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.2"),
]
EXAMPLE = "database_url/settings.py"


def test_address_from_the_url_and_pool_from_the_file(projects, postgresql, record):
    """The pool connects to the database of the URL, with the options that the file sets."""
    with postgresql.database() as database:
        site = projects.serve(EXAMPLE, postgresql, database=database, DATABASE_URL=url_of(database))
        assert site.value("SELECT current_database()") == database.name
        options = site.pool_options()
    seen = {name: options[name] for name in ("min_size", "max_size", "timeout")}
    assert seen == {"min_size": 1, "max_size": 4, "timeout": 2}
    record(options=seen)


def test_options_of_the_url_stay(projects, postgresql, record):
    """What the URL asks for after a question mark stands beside the pool."""
    with postgresql.database() as database:
        url = f"{url_of(database)}?application_name=shop"
        site = projects.serve(EXAMPLE, postgresql, database=database, DATABASE_URL=url)
        name = site.value("SELECT current_setting('application_name')")
        assert site.pool_options()["max_size"] == 4
    assert name == "shop"
    record(application_name=name)
