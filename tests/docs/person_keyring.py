"""The keyring of the person on the pages: a backend of the package keyring, which the environment names."""

from __future__ import annotations

import os

from keyring.backend import KeyringBackend
from keyring.errors import PasswordSetError

__all__ = ["PersonKeyring"]


class PersonKeyring(KeyringBackend):
    """Holds one password, of the environment, and keeps nothing: a machine for tests has no keyring of its own."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        is_hers = (service, username) == ("https://api.example.com", "ada")
        return os.environ["PERSON_PASSWORD"] if is_hers else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise PasswordSetError("it keeps nothing")
