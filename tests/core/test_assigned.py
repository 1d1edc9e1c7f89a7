"""Literal values of names that are called like credentials."""

from __future__ import annotations

import pytest
from drawn import HEX, drawn

from nbauth.core.assigned import assigned, named

V = drawn(20)
NO_DIGIT = drawn(24, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

FOUND = [
    ('token = "@"', "token"),
    ("token = '@'", "token"),
    ("token: str = '@'", "token"),
    ("self._token: Final[str | None] = '@'", "token"),
    ("github_token=`@`", "token"),
    ('{"apiKey": "@"}', "API key"),
    ('{\\"apiKey\\": \\"@\\"}', "API key"),
    ("X-API-Key: @", "API key"),
    ("-H 'X-Api-Key: @'", "API key"),
    ("api_key: @\nnext: 1", "API key"),
    ("API_KEY=@\n", "API key"),
    ("export OPENAI_API_KEY=@", "API key"),
    ("%env MY_TOKEN=@", "token"),
    ("OPENAI_API_KEY_2 = '@'", "API key"),
    ("TOKEN_PROD = '@'", "token"),
    ('os.environ["SERVICE_TOKEN"] = "@"', "token"),
    ('os.environ.setdefault("SERVICE_TOKEN", "@")', "token"),
    ("[('client_secret', '@')]", "secret"),
    ("secret := '@'", "secret"),
    (":secret => '@'", "secret"),
    ("aws_secret_access_key = @", "secret"),
    ("SecretKey=@;", "secret"),
    ("?access_token=@&x=1", "token"),
    ("https://h/?key=@", "API key"),
    ("--token @", "token"),
    ("--api-key=@", "API key"),
    ("--token '@'", "token"),
    ("<password>@</password>", "password"),
    ('{"name": "client_secret", "value": "@"}', "secret"),
    ("- name: DB_PASSWORD\n  value: @\n", "password"),
    ("my pwd = '@'", "password"),
    ("PG_PASS: '@'", "password"),
]


def found(text: str) -> list[tuple[str, str]]:
    return [(kind, text[start:end]) for kind, start, end in assigned(text, text.lower())]


@pytest.mark.parametrize(("text", "kind"), FOUND)
def test_found(text, kind):
    """In every language, with the value's place."""
    assert [(kind, V)] == found(text.replace("@", V))


def test_short_words_stand_alone():
    """PGPASSWORD can be spelled without a gap; what only ends in pass is compass."""
    assert "password" == named("PGPASSWORD")
    assert None is named("compass")


NOT_FOUND = [
    "token = get(@)",
    "token=@()",
    "token=@[0]",
    'token == "@"',
    'token != "@"',
    "token: @, other: int",
    "token_url = '@'",
    "token_type = '@'",
    "password_file = '@'",
    "next_page_token = '@'",
    "csrf_token = '@'",
    "eos_token = '@'",
    "AWS_ACCESS_KEY_ID = '@'",
    "tokenizer = '@'",
    "keyboard = '@'",
    "key = '@'",
    "public_key = '@'",
    "cache_key = '@'",
    "monkey='@'",
    "bypass = '@'",
    '["secret", "@", "other"]',
    "token > @",
    "the token @",
    "token = '@",
    "token = 'a\n@'",
]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_not_found(text):
    """Expressions, comparisons, types, and names for what is about a credential."""
    assert [] == found(text.replace("@", V))


def test_without_quotes_it_may_be_a_name():
    """Twelve letters without a digit are a variable's name; quotes, a digit or more of them make it a value."""
    assert [] == found(f"token = {NO_DIGIT[:12]}")
    assert [("token", NO_DIGIT[:12])] == found(f"token = '{NO_DIGIT[:12]}'")
    assert [("token", NO_DIGIT)] == found(f"token = {NO_DIGIT}")


WORDS = [
    'password = "correct horse"',
    'password = "{{password}}"',
    'API_KEY = "playground-key-1234"',
    'token = "your-token-here"',
    'token = "ghp_xxxxxxxxxxxxxxxxxxxx"',
    "secret = secrets.token_urlsafe(32)",
    "password = getpass.getpass()",
    "token = os.environ['TOKEN']",
    '"password": "The password of the user"',
    'token: "string"',
    "password=None, token=None",
    "secret_key = 'summer2019'",
    "token=123456789012345",
]


@pytest.mark.parametrize("text", WORDS)
def test_words_are_no_credentials(text):
    """Placeholders, prose, numbers, and passwords of lessons."""
    assert [] == found(text)


def test_a_password_may_be_shorter_than_a_token():
    """Eight drawn characters are a password, and less than a token has."""
    eight = "Kq7#zP2m"

    assert [("password", eight)] == found(f'password = "{eight}"')
    assert [("token", drawn(16, HEX))] == found(f'token = "{drawn(16, HEX)}"')
