"""Authorization servers that are wrong, hostile or strange: what is said of them, and what is not."""

from __future__ import annotations

import json

import pytest
from wire.canary import CANARY, leaks

import nbauth
from nbauth._http import httpx
from nbauth.errors import InvalidField, OAuthError, RedirectRefused
from nbauth.oauth2.auth import OAuth2Auth
from nbauth.oauth2.token import token_of

ISSUER, API = "https://as.example", "https://api.example/items"
METADATA = {"issuer": ISSUER, "token_endpoint": f"{ISSUER}/token"}
TOKEN = {"access_token": "a-token-of-it", "token_type": "Bearer", "expires_in": 60}


def serving(token=TOKEN, metadata=METADATA, status=200, **options):
    """Return a session whose authorization server answers so, and the requests that came."""
    arrived = []

    def answer(request):
        arrived.append(request)
        if request.url.host == "api.example":
            return httpx.Response(200 if "Authorization" in request.headers else 401)
        if request.url.path == "/token":
            return token(request) if callable(token) else httpx.Response(status, json=token)
        return httpx.Response(404) if metadata is None else httpx.Response(200, json=metadata)

    session = nbauth.Session(transport=httpx.MockTransport(answer))
    session.login(API, OAuth2Auth("me", CANARY, issuer=ISSUER, **options), name="api")
    return session, arrived


@pytest.mark.parametrize(
    "answer, said, hint",
    [
        ({"error": "invalid_client"}, "refuses: invalid_client", "look at the client id"),
        ({"error": "invalid_scope", "error_description": "no such scope", "error_uri": "https://as.example/why"},
         "refuses: invalid_scope (no such scope; https://as.example/why)", "ask for less"),
        ({"error": "a_new_one"}, "refuses: a_new_one", ""),
        ({"something": "else"}, "answered 400 and says no error", ""),
        ([], "answered 400 and says no error", ""),
    ],
)  # fmt: skip
def test_its_own_words(answer, said, hint):
    """The RFC's members and what to do; never anything else of the body."""
    session, _ = serving(answer, status=400)
    with session, pytest.raises(OAuthError) as caught:
        session.client.get(API)
    assert f"{ISSUER} {said}" == str(caught.value) and caught.value.hint.startswith(hint)
    assert answer == [] or caught.value.error == answer.get("error", "")


def test_its_words_are_inert_and_hold_no_secret():
    """A description that quotes the secret, in any encoding, or would act in a terminal or a page."""
    quoted = {
        "error": "invalid_client\u202e\x1b[31m",
        "error_description": f"{CANARY} is wrong {json.dumps(CANARY)}",
    }
    session, _ = serving(quoted, status=401)
    with session, pytest.raises(OAuthError) as caught:
        session.client.get(API)
    text = f"{caught.value} {caught.value.error} {caught.value.hint} {vars(caught.value)}"
    assert [] == leaks(text, CANARY) and "\u202e" not in text and "\x1b" not in text
    assert [] == leaks(str(session.history[-1]), CANARY)


@pytest.mark.parametrize(
    "answer, said",
    [
        ({"token_type": "Bearer"}, "without an access_token"),
        ({"access_token": "", "token_type": "Bearer"}, "without an access_token"),
        ({"access_token": "x"}, "a token of the type none"),
        ({"access_token": "x", "token_type": "mac"}, "a token of the type mac"),
    ],
)
def test_what_is_no_token(answer, said):
    """It is not sent to anybody."""
    session, arrived = serving(answer)
    with session, pytest.raises(OAuthError, match=said):
        session.client.get(API)
    assert "api.example" not in {each.url.host for each in arrived}


def test_a_page_in_place_of_json():
    """Its text is not quoted."""
    session, _ = serving(lambda request: httpx.Response(200, html="<p>a secret page"))
    with session, pytest.raises(OAuthError, match="answered 200 and says no error") as caught:
        session.client.get(API)
    assert "secret page" not in str(caught.value)


@pytest.mark.parametrize(
    "metadata, said",
    [
        (None, "says nothing about itself (404 at /.well-known/openid-configuration)"),
        ({**METADATA, "issuer": "https://evil.example"}, "https://as.example says that it is https://evil.example"),
        ({"token_endpoint": f"{ISSUER}/token"}, "https://as.example says that it is nobody"),
        ([], "answered with no JSON about itself"),
        ({"issuer": ISSUER}, "the server has no token endpoint"),
        ({**METADATA, "token_endpoint": "http://127.0.0.1:8888/token"}, "token_endpoint: it is on this machine"),
    ],
)
def test_who_is_not_who_was_asked(metadata, said):
    """Somebody else's metadata is not used (RFC 8414 section 3.3): no credential goes anywhere."""
    session, arrived = serving(metadata=metadata)
    with session, pytest.raises((OAuthError, InvalidField)) as caught:
        session.client.get(API)
    assert said in str(caught.value)
    assert {"GET"} == {each.method for each in arrived} and not any(
        "Authorization" in each.headers for each in arrived
    )


def test_an_endpoint_that_could_be_read_on_the_way():
    """The server says it is plain http on another machine."""
    session, arrived = serving(metadata={**METADATA, "token_endpoint": "http://as.example/token"})
    with session, pytest.raises(InvalidField, match="token_endpoint: it is http, and not on this machine"):
        session.client.get(API)
    assert 1 == len(arrived)


def test_a_token_endpoint_that_redirects():
    """To another origin it is refused before anything goes there; where redirects are not followed, it is said."""
    away = httpx.Response(307, headers={"Location": "https://evil.example/token"})
    session, arrived = serving(lambda request: away)
    with session, pytest.raises(RedirectRefused):
        session.client.get(API, follow_redirects=True)
    session, arrived = serving(lambda request: away)
    with session, pytest.raises(OAuthError, match="redirects a request with credentials"):
        session.client.get(API)
    assert "evil.example" not in {each.url.host for each in arrived}


def test_a_refresh_token_that_is_rotated():
    """Each is handed in once; the newest one is kept. Where none comes, the one that is there stays."""
    handed_in = []

    def token(request):
        form = dict(pair.split("=") for pair in request.content.decode().split("&"))
        handed_in.append(form.get("refresh_token", form["grant_type"]))
        count = len(handed_in)
        new = {"refresh_token": f"refresh-token-{count}"} if count < 3 else {}
        return httpx.Response(200, json={**TOKEN, "expires_in": 0, "access_token": f"access-token-{count}", **new})

    session, _ = serving(token, grant="refresh_token", refresh_token="refresh-token-0")
    with session:
        for _ in range(4):
            session.client.get(API)
        shown = str(list(session.history))
    assert ["refresh-token-0", "refresh-token-1", "refresh-token-2", "refresh-token-2"] == handed_in
    assert "refresh-token-" not in shown and "access-token-" not in shown


def test_a_refresh_token_that_is_refused():
    """Who can ask without anybody does; who cannot says what to do."""
    answers = iter([{**TOKEN, "expires_in": 0, "refresh_token": "r" * 9}, {"error": "invalid_grant"}, TOKEN])

    def token(request):
        answer = next(answers)
        return httpx.Response(400 if "error" in answer else 200, json=answer)

    session, _ = serving(token)
    with session:
        assert [200, 200] == [session.client.get(API).status_code for _ in range(2)]
        assert ["refresh", "token", "request"] == [leg.purpose for leg in session.history[-1].legs]
    session, _ = serving({"error": "invalid_grant"}, status=400, grant="refresh_token", refresh_token="r" * 9)
    with session, pytest.raises(OAuthError, match="invalid_grant") as caught:
        session.client.get(API)
    assert "sign in again" in caught.value.hint


def test_the_password_grant():
    """User and password go to the token endpoint, and nowhere else."""
    session, arrived = serving(grant="password", username="ada", password="pass+word")
    with session:
        assert 200 == session.client.get(API).status_code
    form = next(each for each in arrived if each.url.path == "/token").content
    assert b"grant_type=password&username=ada&password=pass%2Bword" == form
    assert (
        "ada"
        == session.login(
            API, OAuth2Auth("me", "x" * 8, issuer=ISSUER, grant="password", username="ada", password="p")
        ).username
    )


@pytest.mark.parametrize("given, seconds", [(60, 60), ("60", 60), (None, None), ("soon", None), (-1, None)])
def test_expiry(given, seconds):
    """In seconds from when it was asked for; what is no number says nothing."""
    token = token_of({**TOKEN, "expires_in": given}, 1000.0)
    assert (None if seconds is None else 1000.0 + seconds) == token.expires_at
