"""How software that does not have an option refuses it."""

import pytest

from tests.plugins.projects import Projects, ViewError
from tests.servers import Server


def refused_by_psycopg(projects: Projects, example: str, server: Server) -> dict:
    """The error of the first request, psycopg having been given an option that is not its own."""
    site = projects.serve(example, server)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.ProgrammingError"
    assert failure.value.message == 'invalid connection option "pool"'
    return failure.value.errors[0]
