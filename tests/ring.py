"""A keyring of a test's own, which other processes can use too."""

from __future__ import annotations

import json
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.credentials import SimpleCredential
from keyring.errors import PasswordDeleteError


class OnDisk(KeyringBackend):
    """A keyring that other processes see too; for a test, its secrets are made up."""

    priority = 1
    path: Path

    @property
    def kept(self):
        """What it has, by service and user."""
        return json.loads(self.path.read_text()) if self.path.exists() else {}

    def get_password(self, service, username):
        return self.kept.get(f"{service}/{username}")

    def get_credential(self, service, username):
        value = self.get_password(service, username)
        return SimpleCredential(username, value) if value else None

    def set_password(self, service, username, password):
        self.path.write_text(json.dumps({**self.kept, f"{service}/{username}": password}))

    def delete_password(self, service, username):
        kept = self.kept
        if kept.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError("there is none")
        self.path.write_text(json.dumps(kept))
