"""The made-up people and keys that the playground knows."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

__all__ = ["API_KEY", "CLIENT_ID", "CLIENT_SECRET", "PUBLIC_CLIENT", "SIGNING_KEY", "USERS", "is_user", "same"]

# The second one has all that goes wrong: no ASCII in the name, and colons, a space and more in the password.
USERS = {"ada": "correct horse", "zoë": "pä:ss:wörd €"}

API_KEY = "playground-key-1234"
SIGNING_KEY = "playground-signing-key-1234"
CLIENT_ID = "playground-client"
CLIENT_SECRET = "playground-secret-1234"  # noqa: S105 - made up, as all of this file
PUBLIC_CLIENT = "notebook"


def same(given: str, expected: str) -> bool:
    """Compare two secrets in a time that does not tell how much of them is equal."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode("utf-8", "surrogatepass"))


def is_user(users: Mapping[str, str], name: str, password: str) -> bool:
    """True when *name* is one of the *users* and *password* is theirs."""
    return name in users and same(password, users[name])
