"""What becomes of requests when the server has closed the connections of an untested pool."""

from tests.plugins.projects import Site, ViewError

IN_POOL = 2
"""The connections of the pool, as many as threads of the project."""


def errors_of_requests(site: Site, server) -> list[dict]:
    """Fill the pool, have ``server`` close its connections; the errors of the next six requests."""
    site.at_once(IN_POOL, "SELECT 1")
    for _ in range(5):
        site.process()  # meanwhile all connections go back: a request ends after its answer
    assert server.terminate(site.database) == IN_POOL
    errors = []
    for _ in range(6):
        try:
            site.sql("SELECT 1")
        except ViewError as failure:
            errors.append(failure.errors[0])
    return errors
