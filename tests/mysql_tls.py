"""What comes of requests to MySQL and MariaDB over connections that may be encrypted."""

from tests.plugins.projects import Site, ViewError

VERSION = "SHOW SESSION STATUS LIKE 'Ssl_version'"


def tls_version(site: Site, alias: str = "default") -> str:
    """The version of TLS that the server says a request's connection has; none is empty."""
    return site.sql(VERSION, alias=alias)[0][1]


def outcomes(site: Site, aliases: list[str]) -> tuple[dict[str, str], dict[str, dict]]:
    """What came of a request on each alias, and the errors of those that failed."""
    seen, errors = {}, {}
    for alias in aliases:
        try:
            encrypted = tls_version(site, alias)
        except ViewError as failure:
            seen[alias], errors[alias] = "refused", failure.errors[0]
        else:
            seen[alias] = "encrypted" if encrypted else "not encrypted"
    return seen, errors
