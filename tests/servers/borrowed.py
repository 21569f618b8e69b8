"""What may be wrong with a server that an environment variable names, in sentences."""

from importlib.metadata import version

from tests.servers.base import ServerError


def silent(product: str, variable: str, why: str) -> ServerError:
    """It does not answer."""
    return ServerError(
        f"The {product} that {variable} names does not answer ({why}): "
        f"start it, correct {variable}, or unset it to use a private one."
    )


def refusing(product: str, variable: str, why: str) -> ServerError:
    """It answers, and lets nobody in with this user, password and database."""
    return ServerError(
        f"The {product} that {variable} names refuses the login ({why}): correct the user, the "
        f"password or the database in {variable}, or unset it to use a private one."
    )


def check_version(
    product: str, variable: str, found: str, *, oldest: tuple[int, ...], series: str = ""
) -> None:
    """Raise ServerError if Django needs a newer one than ``found``, or the variable another series.

    ``oldest`` is what the installed Django says.
    """
    remedy = f"name another, or unset {variable} to use a private one."
    if tuple(map(int, found.split("."))) < oldest:
        raise ServerError(
            f"The {product} that {variable} names is {found}, and Django {version('Django')} needs "
            f"{'.'.join(map(str, oldest))} or newer: {remedy}"
        )
    if series and not f"{found}.".startswith(f"{series}."):
        raise ServerError(
            f"The {product} that {variable} names is {found}, and that variable is for {series}: "
            f"{remedy}"
        )
