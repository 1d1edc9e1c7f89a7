"""What comes out of a response: with the secrets in it as Secrets."""

from __future__ import annotations

import base64
import json

import pytest

from nbauth.core.redact import Redactor
from nbauth.core.scope import Use, Value
from nbauth.core.secret import Vault
from nbauth.wire.protect import protected

CANARY = 'p+/"&<%é z9'


@pytest.fixture
def vault():
    made = Vault()
    made.add("token", CANARY)
    made.add("pin", "1234")
    return made


def parts(vault, text, *, is_credential=False):
    made = protected(text, "login-x", vault, Redactor(vault), is_credential=is_credential)
    return [(part.name, part.secret.reveal()) if isinstance(part, Use) else str(part) for part in made]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", [""]),
        ("plain", ["plain"]),
        (CANARY, [("token", CANARY)]),
        (f"Bearer {CANARY}", ["Bearer ", ("token", CANARY)]),
        (f"{CANARY}, {CANARY}!", [("token", CANARY), ", ", ("token", CANARY), "!"]),
        ("1234", ["1234"]),
        ("\ud800", ["\ud800"]),
    ],
)
def test_known_values(vault, text, expected):
    """The vault's own Secret, also as a part of a text; one that is too short is found by place only."""
    assert expected == parts(vault, text)


def test_it_is_the_vaults_own_secret(vault):
    """So that a login's secret is known as such wherever it comes from."""
    (use,) = protected(CANARY, "x", vault, Redactor(vault), is_credential=False)

    assert use.secret is vault["token"]


@pytest.mark.parametrize("text", [json.dumps({"a": CANARY}), base64.b64encode(CANARY.encode()).decode()])
def test_another_form_of_a_secret(vault, text):
    """A text with an encoded secret in it counts as one."""
    assert [("login_x", text)] == parts(vault, text)
    assert text == vault["login_x"].reveal()


def test_a_credential_by_its_place(vault):
    """What the server calls a credential is one from here on, once."""
    assert [("login_x", "new-secret")] == parts(vault, "new-secret", is_credential=True)
    assert [("login_x", "new-secret")] == parts(vault, "new-secret", is_credential=True)
    assert [("pin", "1234")] == parts(vault, "1234", is_credential=True)
    assert [("login_x", "new-secret")] == parts(vault, "new-secret")


def test_a_value_is_a_value(vault):
    """What is no secret is marked as a value, so that its own lines stay as they are."""
    assert [Value] == [type(part) for part in protected("a", "x", vault, Redactor(vault), is_credential=False)]
