"""Literal credentials that somebody typed into a request: which line, what, and where it should live."""

from __future__ import annotations

import base64
import re

import pytest
from drawn import drawn
from wire.canary import TOKEN_CANARY, leaks

from nbauth.core.request_text import parse_request
from nbauth.core.typed import Typed, typed_credentials, typed_on_line

V = drawn(20)
BASIC = base64.b64encode(b"ada:sommer").decode()


def typed(text: str) -> list[str]:
    return [str(one) for one in typed_credentials(parse_request(text))]


API = "https://api.example.com"
KEPT = "keeps it out of the notebook"
PLACES = [
    (
        f"GET {API}/x\nAccept: */*\nAuthorization: Bearer @",
        f"line 3: a literal token in Authorization: %auth bearer {API} {KEPT}",
    ),
    (f"GET {API}\nauthorization: @", f"line 2: a literal token in authorization: %auth bearer {API} {KEPT}"),
    (
        f"GET {API}\nAuthorization: Basic {BASIC}",
        f"line 2: a literal password in Authorization: %auth basic {API} --username NAME {KEPT}",
    ),
    (
        f"GET {API}\nAuthorization: Basic ada @",
        f"line 2: a literal password in Authorization: %auth basic {API} --username NAME {KEPT}",
    ),
    (
        f"GET {API}\nAuthorization: Digest {{{{user}}}}:sommer",
        f"line 2: a literal password in Authorization: %auth digest {API} --username NAME {KEPT}",
    ),
    (f"GET {API}\nX-API-Key: @", f"line 2: a literal API key in X-API-Key: %auth apikey {API} {KEPT}"),
    (
        f"GET {API}\nPRIVATE-TOKEN: @",
        f"line 2: a literal token in PRIVATE-TOKEN: %auth apikey {API} --header PRIVATE-TOKEN {KEPT}",
    ),
    (
        f"GET {API}\nCookie: theme=dark; sid=@",
        f"line 2: a literal cookie in Cookie: %auth apikey {API} --header sid --location cookie {KEPT}",
    ),
    (
        f"GET {API}\nCookie: a session<id>=@",
        f"line 2: a literal cookie in Cookie: %auth apikey {API} --header NAME --location cookie {KEPT}",
    ),
    (
        "GET https://ada:sommer@api.example.com:8443/x",
        f"line 1: a literal password in the URL: %auth basic {API}:8443 --username NAME {KEPT}",
    ),
    (
        f"GET https://{V}x@api.example.com/x",
        f"line 1: a literal token in the URL: %auth basic {API} --username NAME {KEPT}",
    ),
    (
        f"GET {API}/x\n    ?page=2\n    &api_key=@",
        f"line 3: a literal API key in the parameter api_key: %auth apikey {API} --header api_key --location query {KEPT}",
    ),
    (
        f'POST {API}\nContent-Type: application/json\n\n{{"user": "ada",\n "password": "@"}}',
        "line 5: a literal password in the field password: write {{password}} there, "
        'with password = nbauth.Secret(getpass.getpass(), "password")',
    ),
    (
        f"POST {API}\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=x\n&client_secret=@",
        "line 5: a literal secret in the field client_secret: write {{client_secret}} there, "
        'with client_secret = nbauth.Secret(getpass.getpass(), "client_secret")',
    ),
    (
        f"@token = @\n\nGET {API}\nAuthorization: Bearer {{{{token}}}}",
        "line 1: a literal token in the variable token: write {{token}} there, "
        'with token = nbauth.Secret(getpass.getpass(), "token")',
    ),
    (
        f"GET {API}\nProxy-Authorization: Bearer @",
        "line 2: a literal token in Proxy-Authorization: write {{proxy_login}} there, "
        'with proxy_login = nbauth.Secret(getpass.getpass(), "proxy_login")',
    ),
]


@pytest.mark.parametrize(("text", "sentence"), PLACES)
def test_places(text, sentence):
    """Where a credential stands it is noticed, even a weak one, with the line of %auth that would keep it."""
    assert [sentence] == typed(re.sub("@(?!token|api)", V, text))


def test_a_known_token_says_what_it_is():
    """Its shape tells more than its place; and it is noticed where no credential is expected."""
    token = "ghp_" + drawn(36)

    assert [
        f"line 2: a literal GitHub token in Authorization: %auth bearer {API} {KEPT}",
        "line 3: a literal GitHub token in the text: write {{token}} there, "
        'with token = nbauth.Secret(getpass.getpass(), "token")',
        "line 5: a literal GitHub token in the text: write {{token}} there, "
        'with token = nbauth.Secret(getpass.getpass(), "token")',
    ] == typed(f"POST {API}\nAuthorization: token {token}\nX-Note: {token}\n\nhello {token}")


def test_a_key_of_several_lines():
    """A private key in a body is told by its first line."""
    key = "-----BEGIN PRIVATE KEY-----"
    lines = [one.line for one in typed_credentials(parse_request(f"POST {API}\n\n{key}\n{drawn(64)}\n{drawn(64)}"))]

    assert [3] == lines


LITERALS_OF_NOBODY = [
    "GET https://h/\nAuthorization: Bearer {{token}}",
    "GET https://h/\nAuthorization: {{whole}}",
    "GET https://h/\nAuthorization: Bearer half-{{half}}",
    'GET https://h/\nX-API-Key: ""',
    "GET https://h/\nAuthorization: Basic {{user}}:{{password}}",
    "GET https://h/\nAuthorization: Basic ada {{password}}",
    "GET https://h/\nAuthorization: Bearer <your token>",
    "GET https://h/\nX-API-Key: {{key}}\nCookie: theme=dark; sid={{sid}}\nAccept: text/html",
    "GET https://ada:{{password}}@h/?api_key={{key}}&page=2&token=",
    "GET https://ada@h/",
    'POST https://h/\nContent-Type: application/json\n\n{"password": "{{password}}", "token": null, "n": 1}',
    "POST https://h/\nContent-Type: application/x-www-form-urlencoded\n\npassword={{password}}&user=ada",
    "@base = https://api.example.com\n\nGET {{base}}/token?code=DE",
    "GET https://h/\n\nThe password is not here.",
]


@pytest.mark.parametrize("text", LITERALS_OF_NOBODY)
def test_variables_and_placeholders_are_no_literals(text):
    """{{name}}, <token>, what is empty, what has another name."""
    assert [] == typed(text)


@pytest.mark.parametrize(
    ("head", "origin"),
    [
        ("GET https://API.example.com:8443/a/b?c=d", "https://API.example.com:8443"),
        ("GET http://[::1]:8080/a", "http://[::1]:8080"),
        ("GET https://ada@api.example.com/", API),
        ("GET {{base}}/a", "{{base}}"),
        ("GET https://{{host}}/a", "https://{{host}}"),
        ("GET /a\nHost: api.example.com", API),
        ("GET /a", "ORIGIN"),
    ],
)
def test_the_origin_is_the_request_s(head, origin):
    """As it is written, without user, path and query; ORIGIN where nothing tells it."""
    (one,) = typed_credentials(parse_request(f"{head}\nX-API-Key: abc"))

    assert f"%auth apikey {origin} {KEPT}" == one.remedy


def test_several_in_the_order_of_their_lines():
    """One for each line and place."""
    text = f"GET https://ada:sommer@h/?token=ab&token=cd\nX-API-Key: {V}\nAuthorization: Bearer {V}"

    assert [(1, "the URL"), (1, "the parameter token"), (2, "X-API-Key"), (3, "Authorization")] == [
        (one.line, one.place) for one in typed_credentials(parse_request(text))
    ]


def test_on_the_line_of_a_magic():
    """An expression or an option there stays in the notebook as a cell does."""
    said = "in the magic's line: name a variable there; %auth asks without showing"

    assert [f"a literal password {said}"] == [
        str(one) for one in typed_on_line("use nbauth.BasicAuth('ada', 'sommer') https://h")
    ]
    assert [f"a literal token {said}"] == [str(one) for one in typed_on_line(f"GET https://h --token {V}")]
    assert () == typed_on_line("use MyAuth(token) https://h --as ada")


EVERYWHERE = f"""\
@secret = {TOKEN_CANARY}

POST https://ada:p+%22&<%25z9Kq@h/?api_key={TOKEN_CANARY}
Authorization: Bearer {TOKEN_CANARY}
Cookie: sid={TOKEN_CANARY}
X-API-Key: {TOKEN_CANARY}
Content-Type: application/json

{{"password": "p+/\\"&<%z9Kq"}}"""


def test_nothing_said_holds_the_value():
    """Not in the sentence, not in the object; wherever it was typed."""
    found = typed_credentials(parse_request(EVERYWHERE))

    assert {1, 3, 4, 5, 6, 9} == {one.line for one in found}
    assert [] == leaks(repr(found) + "".join(map(str, found)), TOKEN_CANARY)
    assert all(isinstance(one, Typed) for one in found)
