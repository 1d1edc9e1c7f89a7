"""Credentials that stand in a file: replaced in all of it, kept nowhere."""

from __future__ import annotations

import base64

import pytest
from wire.canary import CANARY, HEADER_CANARY

from nbauth.core.secret import Vault
from nbauth.wire import file_secrets
from nbauth.wire.file_secrets import FileSecrets

JSON = [("Content-Type", "application/json")]


@pytest.fixture
def vault():
    vault = Vault()
    vault.add("api_token", "known-token-1")
    return vault


@pytest.fixture
def secrets(vault):
    return FileSecrets(vault, "file")


def test_what_the_session_knows(secrets):
    """It has its name, as everywhere."""
    assert "a {{api_token}}" == secrets.redactor().text("a known-token-1")


def test_what_stands_in_the_file(secrets, vault):
    """Found in every message, by names that say where it is from; the session does not know it afterwards."""
    basic = base64.b64encode(f"bob:{CANARY}".encode()).decode()
    secrets.request([("Authorization", f"Basic {basic}"), ("X-Api-Key", HEADER_CANARY)], b"")
    secrets.response(200, JSON, b'{"access_token": "handed-out-1"}')
    redactor = secrets.redactor()

    assert "{{file_password}} {{file_x_api_key}} {{file_access_token}}" == redactor.text(
        f"{CANARY} {HEADER_CANARY} handed-out-1"
    )
    assert ["api_token"] == list(vault)


def test_a_file_full_of_them(vault, monkeypatch):
    """They make room for each other, and what the session knows stays."""
    monkeypatch.setattr(file_secrets, "MOST_SECRETS", 2)
    secrets = FileSecrets(vault, "file")
    for number in range(5):
        secrets.response(200, JSON, b'{"access_token": "handed-out-%d"}' % number)

    assert "{{api_token}} handed-out-0 {{file_access_token" in secrets.redactor().text(
        "known-token-1 handed-out-0 handed-out-4"
    )


def test_what_is_redacted_already(secrets):
    """A name in braces is no secret, and no text is looked for that has one in it."""
    secrets.request([("Authorization", "Bearer {{api_token}}"), ("X-Api-Key", "{{key}}")], b"")
    secrets.response(200, JSON, b'{"access_token": "{{api_access_token}}"}')

    assert "{{api_token}} {{key}} {{api_access_token}}" == secrets.redactor().text(
        "{{api_token}} {{key}} {{api_access_token}}"
    )
    assert "<Redactor: 1 secrets>" == repr(secrets.redactor())
