"""What a cell would send."""

from __future__ import annotations

import pytest

from nbauth._http import httpx
from nbauth.core.secret import Secret
from nbauth.errors import RequestSyntaxError, UnresolvedVariable
from nbauth.wire.dry_run import dry_run
from nbauth.wire.session import Session

CANARY = 'p+/"&<% z9Kq'


@pytest.fixture
def session():
    """A session that fails a test when it sends anything."""

    def refuse(request):
        raise AssertionError("something was sent")

    with Session(transport=httpx.MockTransport(refuse), base_url="https://a.example") as made:
        yield made


def test_one_request(session):
    """As it would go out, with the headers that httpx adds, and the login; no value is shown."""
    session.login("https://a.example", ("ada", CANARY))
    text = dry_run(
        session, "POST /x/{{key}}?q={{key}}\nX: {{key}}\n\n{{basic_password}}", variables={"key": Secret(CANARY)}
    )

    assert "content-length" not in text.lower()
    assert text.startswith("POST https://a.example/x/{{key}}?q={{key}}\nHost: a.example\n")
    assert "\nX: {{key}}\n" in text
    assert "\n\n{{basic_password}}\n\nnot sent; " in text and text.endswith("bound to https://a.example")
    assert CANARY not in text


def test_several_requests(session, tmp_path, monkeypatch):
    """What an answer or a person will tell stands as it is written; files are named."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.bin").write_bytes(b"\xff")
    text = dry_run(session, """\
### login
# @prompt user
# @prompt password
# @auth none
POST /login/{{user}}
Content-Type: application/json

{"p": "{{password}}"}
###
@token = {{login.response.body.$.token}}
GET /x?t={{token}}
Authorization: Bearer {{token}}

a
< ./data.bin
###
GET {{login.response.body.$.next}}/x
X: {{login.response.headers.X}}
""")  # fmt: skip
    first, second, third = text.split("\n\nGET ")

    assert first.startswith("### login\nPOST https://a.example/login/{{user}}\n")
    assert first.endswith('{"p": "{{password}}"}\n\nnot sent; no auth')
    assert "https://a.example/x?t={{login.response.body.$.token}}\n" in second
    assert "\nAuthorization: Bearer {{login.response.body.$.token}}\n\na\n< ./data.bin\n\nnot sent; " in second
    assert third == (
        "{{login.response.body.$.next}}/x\nX: {{login.response.headers.X}}\n\nnot sent; where it goes is not known yet"
    )


def test_templates_are_read(session, tmp_path, monkeypatch):
    """A file whose variables are put in shows as what it becomes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t").write_text("[{{user}}]")

    assert "\n\n[ada]\n\nnot sent" in dry_run(session, "POST /\n\n<@ ./t", variables={"user": "ada"})


@pytest.mark.parametrize(
    "line, used",
    [
        ("X: 1", "login api (ApiKey), bound to https://a.example"),
        ("# @auth none", "not sent; no auth"),
        ("# @auth api", "not sent; login api"),
        ("Authorization: Basic ada x", "not sent; BasicAuth"),
    ],
)
def test_which_auth(session, line, used):
    """A login, none, or what is written in the request."""
    session.login("https://a.example", ("ada", CANARY), name="api")
    text = dry_run(session, f"GET /\n{line}")

    assert text.endswith(used.replace("ApiKey", "basic"))
    assert "Authorization" not in text


@pytest.mark.parametrize(
    "text, error, message",
    [
        ("GET /{{x}}", UnresolvedVariable, "line 1, column 6: nothing defines {{x}}"),
        ("GET /\n###\nGET ftp://x/", RequestSyntaxError, "line 3, column 5: this scheme is not supported"),
        (
            "GET /{{b.response.body.*}}\n###\n# @name b\nGET /",
            RequestSyntaxError,
            "line 1, column 6: the request b comes later, on line 4",
        ),
    ],
)
def test_what_can_never_be_sent(session, text, error, message):
    """Is an error here too."""
    with pytest.raises(error, match=f"^{message}"):
        dry_run(session, text)
