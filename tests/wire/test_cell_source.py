"""The text of a request for the history."""

from __future__ import annotations

import pytest

from nbauth.core.redact import Redactor
from nbauth.core.request_text import parse_requests
from nbauth.core.scope import Scope, definitions
from nbauth.core.secret import Vault
from nbauth.core.variables import resolve
from nbauth.wire.cell_source import source_of

CANARY = "hunter2-canary-ü"


def source(text, *, known=(), at=0, **variables):
    vault = Vault()
    for name, value in known:
        vault.add(name, value)
    drafts = parse_requests(text)
    scope = Scope([variables], definitions(drafts, drafts[at]), named=lambda *_: ["x"], dynamic=lambda _: "1")
    return source_of(drafts[at], resolve(drafts[at], scope).used, Redactor(vault))


WRITTEN = [
    "# about\nGET {{base}}/x?k={{key}}\nX: {{key}}",
    "### a title\n# @name login\n# @timeout 5\n# @prompt key Which?\nPOST https://a.example/\n\n< ./{{key}}.json",
    "GET https://a.example/?access_token={{login.response.body.$.token}}&b={{$guid}}",
    "GET https://a.example/\nAuthorization: Bearer {{login.response.body.$.token}}",
    "GET https://a.example/\nAuthorization: Basic {{user}} {{key}}",
    "GET https://a.example/\nAuthorization: Basic ada@b.example {{key}}",
    "GET https://a.example/\nAuthorization: Digest ada:{{key}}",
    "GET https://a.example/\nAuthorization: Basic {{user}}:{{key}}\nX-API-Key: {{$processEnv KEY}}\nCookie: a={{key}}",
    'POST https://a.example/\nContent-Type: application/json\n\n{"password": "{{login.response.body.$.p}}", "n": {{n}}}',
    "POST https://a.example/\nContent-Type: application/x-www-form-urlencoded\n\npassword={{$guid}}&x={{key}}",
    "GRAPHQL https://a.example/\n\n{ a }",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_what_is_kept(text):
    """All that was written, where only references stand for values, so that it can be sent again."""
    assert text == source(text, base="https://a.example", key="v", user="ada", n=1)


REPLACED = [
    (f"GET https://a.example/?access_token={CANARY}", "GET https://a.example/?access_token={{access_token}}"),
    (f"GET https://u:{CANARY}@a.example/", "GET https://u:{{password}}@a.example/"),
    (f"GET /\nAuthorization: Bearer {CANARY}", "GET /\nAuthorization: Bearer {{authorization}}"),
    (f"GET /\nAuthorization: Basic ada {CANARY}", "GET /\nAuthorization: Basic {{authorization}}"),
    (f"GET /\nAuthorization: Basic {{{{user}}}}:{CANARY}", "GET /\nAuthorization: Basic {{authorization}}"),
    ("GET /\nAuthorization: Basic ghp_0123456789abcdefghij:{{user}}", "GET /\nAuthorization: Basic {{authorization}}"),
    (f'POST /\n\n{{"password": "{CANARY}", "t": "{{{{$guid}}}}"}}', 'POST /\n\n{"password": "{{password}}", "t": "{{$guid}}"}'),
    (f"### {CANARY}\n# {CANARY}\nPOST /x\nX: {CANARY}\n\n{CANARY}",
     "### {{known}}\n# {{known}}\nPOST /x\nX: {{known}}\n\n{{known}}"),
]  # fmt: skip


@pytest.mark.parametrize("text, expected", REPLACED, ids=[expected for _, expected in REPLACED])
def test_what_is_replaced(text, expected):
    """Credentials by place, and by value where the vault knows them."""
    known = [("known", CANARY)] if "{{known}}" in expected else []

    assert expected == source(text, known=known, user="ada")


def test_the_variables_that_are_used():
    """So that the text stands alone; the others are not repeated."""
    text = "@host = a.example\n@base = https://{{host}}\n@other = 1\nGET {{base}}/\n###\nGET {{base}}/x"

    assert "@base = https://{{host}}\n@host = a.example\nGET {{base}}/x" == source(text, at=1)


@pytest.mark.parametrize(
    "line, known",
    [
        (f"@password = {CANARY}", []),
        (f"@api-key = x{{{{a}}}}{CANARY}", []),
        (f"@a = {CANARY}", [("k", CANARY)]),
        (f"@a = https://u:{CANARY}@h/", []),
        (f"@a = ?token={CANARY}", []),
    ],
)
def test_a_variable_with_a_credential_is_left_out(line, known):
    """Its name is looked up in the notebook then; a placeholder would be made of itself."""
    name = line[1:].split()[0]

    assert f"POST /\n\n{{{{{name}}}}}" == source(f"{line}\nPOST /\n\n{{{{{name}}}}}", known=known, a="1")


def test_a_secret_made_of_references_stays():
    """There is nothing to hide in the line itself."""
    text = "@token = {{login.response.body.$.t}}\nGET /\nX: {{token}}"

    assert text == source(text)


def test_many_references():
    """A value that is not made of references alone is told at once, however many there are."""
    assert "Authorization: Basic {{authorization}}" in source(
        f"GET /\nAuthorization: Basic {'{{a}} ' * 40}x", a="1"
    )
