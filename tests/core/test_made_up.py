"""What is made up, and what looks generated."""

from __future__ import annotations

import string
import uuid
from base64 import b64encode
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth.core.made_up import bits, is_placeholder, is_well_known, looks_random

PLACEHOLDERS = [
    "{{token}}",
    "Bearer {{ login.response.body.$.token }}",
    "$TOKEN",
    "${TOKEN}",
    "$(cat token)",
    "%TOKEN%",
    "%s",
    "%(token)s",
    "{token}",
    "<token>",
    "<your token>",
    "ghp_...",
    "sk-…",
    "********",
    "••••••",
    "ghp_xxxxxxxxxxxxxxxxxxxx",
    "00000000-0000-0000-0000-000000000000",
    "aaaaaaaaaaaaaaaa",
    "abcabcabcabc",
    "ghp_0123456789abcdefghijklmnopqrstuvwxyz",
    "changeme",
    "change-it",
    "your-api-key",
    "YOUR_TOKEN_HERE",
    "myApiKey1",
    "AKIAIOSFODNN7EXAMPLE",
    "not-a-real-token",
    "redacted",
    "deadbeefdeadbeef",
    "[HIDDEN]",
    "my secret",
    "a canary",
]


@pytest.mark.parametrize("value", PLACEHOLDERS)
def test_placeholders(value):
    """Templates, ellipses, repetition, counting, and the words that documents write there."""
    assert is_placeholder(value)


@pytest.mark.parametrize(
    "value", ["summer", "hunter2", "p+/q", "Tr0ub4dor&3", "yours", "myth", "12345", "a", "abc"]
)
def test_no_placeholders(value):
    """A weak password is a password."""
    assert not is_placeholder(value)


WELL_KNOWN = [
    "password",
    "Passw0rd!",
    "hunter2",
    "open sesame",
    "Correct Horse Battery Staple",
    "correct-horse",
    "Circle Of Life",
    "test123",
    "letmein",
    "",
]


@pytest.mark.parametrize("value", WELL_KNOWN)
def test_well_known_passwords(value):
    """Those of RFC 7617, RFC 7616, xkcd 936 and bash.org, in any spelling."""
    assert is_well_known(value)


@pytest.mark.parametrize("value", ["summer2019", "horsewhip", "passwordy", "staple gun"])
def test_passwords_that_are_not_well_known(value):
    """One word that nobody wrote into a manual makes it somebody's own."""
    assert not is_well_known(value)


WORDS = [
    "correct horse battery staple",
    "playground-signing-key-1234",
    "get_token_from_environment",
    "MyCustomAuthToken",
    "self._token_lock",
    "sk-toggleable__label-arrow",
    "/usr/local/share/token.json",
    "2026-11-23T10:00:00Z",
    "text/html; charset=utf-8",
    "application/x-www-form-urlencoded",
    "SHA-512-256",
    "summer2019",
    "It is a secret to everybody",
    "Das Passwort für später",
    "мойпарольпароль",
    r"^(?=.*[A-Z0-9])[^\s]{8,64}$",
]


@pytest.mark.parametrize("value", WORDS)
def test_words_do_not_look_random(value):
    """Prose, names of programs, paths, media types, dates."""
    assert not looks_random(value)


def alphanumeric(random: Random) -> str:
    return "".join(random.choices(string.ascii_letters + string.digits, k=20))


GENERATORS = {
    "openssl rand -hex 16": lambda random: random.randbytes(16).hex(),
    "openssl rand -base64 32": lambda random: b64encode(random.randbytes(32)).decode(),
    "twenty letters and digits": alphanumeric,
    "a password manager's": lambda random: "".join(random.choices(string.ascii_letters + "23456789!#%+-_", k=14)),
    "lower-case letters": lambda random: "".join(random.choices(string.ascii_lowercase, k=20)),
    "base32": lambda random: "".join(random.choices(string.ascii_uppercase + "234567", k=26)),
    "a UUID": lambda random: str(uuid.UUID(int=random.getrandbits(128), version=4)),
}


@pytest.mark.parametrize("generate", GENERATORS.values(), ids=GENERATORS)
def test_what_is_generated_looks_random(generate):
    """Nearly all that common generators make; a few look like words by chance."""
    random = Random(1)
    values = [generate(random) for _ in range(1000)]

    assert sum(map(looks_random, values)) >= 970


def test_enough_is_a_choice():
    """A short text has too few bits to be told from chance, unless its place asks for less."""
    assert not looks_random("x9Kq2")
    assert looks_random("x9Kq2", enough=16)


@given(st.text(max_size=400))
def test_any_text_has_an_answer(value):
    """Nothing raises, and no text has less than no bits."""
    assert bits(value) >= 0
    assert looks_random(value) in (True, False)
    assert is_placeholder(value) in (True, False)
    assert is_well_known(value) in (True, False)
