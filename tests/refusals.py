"""How software that does not have an option refuses it."""

import re

import pytest

from tests.plugins.projects import Projects, ViewError
from tests.servers import Server

POOL_REFUSED_BY_PSYCOPG = {
    "type": "django.db.utils.ProgrammingError",
    "message": 'invalid connection option "pool"',
}
NO_MAPPING = re.compile(r"TypeError: .*\bmapping\b.*")
"""What Python says of an option that has to be a dictionary: in other words on other versions."""


def error_of_first_request(
    projects: Projects, example: str, server: Server, **environment: str
) -> dict:
    """What the first request that needs the database raises: its type and its message."""
    site = projects.serve(example, server, **environment)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    return failure.value.errors[0]
