"""Passwords as PostgreSQL and PgBouncer store them, for logins that cost next to nothing."""

import base64
import hashlib
import hmac
import secrets

DEFAULT_ITERATIONS = 4096
"""How often a client of PostgreSQL hashes its password at each login, unless told otherwise."""


def secret(password: str, iterations: int = 1) -> str:
    """What both store instead of ``password``; clients hash theirs ``iterations`` times."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    stored_key = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    salt, stored_key, server_key = (
        base64.b64encode(each).decode() for each in (salt, stored_key, server_key)
    )
    return f"SCRAM-SHA-256${iterations}:{salt}${stored_key}:{server_key}"
