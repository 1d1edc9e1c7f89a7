"""wire/session.py: logging in, again and out; what is forgotten, and what stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

import nbauth
from nbauth._http import httpx
from nbauth.core.secret import Known
from nbauth.errors import InvalidAuth, InvalidField, InvalidOrigin, UnknownName

API, OTHER = "https://api.example.com", "https://other.example.com"
CANARY = "tok-+/&<%canary"


def echoing(meanwhile: Callable[[], object] = lambda: None) -> httpx.MockTransport:
    """Answers with what came as Authorization; *meanwhile* happens while the request is under way."""

    def answer(request: httpx.Request) -> httpx.Response:
        meanwhile()
        return httpx.Response(200, text=f"you sent {request.headers.get('Authorization')}")

    return httpx.MockTransport(answer)


def renew(session: nbauth.Session) -> None:
    session.login(API, nbauth.BearerAuth("tok-new-9876543210"), name="x")


@pytest.mark.parametrize("change", [nbauth.Session.logout, lambda session: session.logout("x"), renew])
@pytest.mark.parametrize("way", ["sync", "async", "stream"])
def test_a_logout_while_a_request_is_under_way_leaves_nothing_in_its_record(change, way):
    """The request went out with the old token; its echo is redacted all the same."""
    session = nbauth.Session(transport=echoing(lambda: change(session) if way != "stream" else None))
    session.login(API, nbauth.BearerAuth(CANARY), name="x")

    if way == "sync":
        response = session.client.get(API)
    elif way == "async":
        response = asyncio.run(session.async_client.get(API))
    else:
        with session.client.stream("GET", API) as response:
            change(session)
            response.read()

    assert CANARY in response.text  # the server's answer is the user's, as it came
    kept = session.history[-1]
    assert kept.legs[0].response.body.content == b"you sent Bearer {{x_token}}"
    assert CANARY not in repr(kept)
    assert CANARY not in response.request.headers["Authorization"]
    assert "x_token" not in session.vault or session.vault["x_token"].reveal() != CANARY


def test_one_auth_for_two_origins():
    """Logging out of the one leaves the other."""
    auth = nbauth.BearerAuth(CANARY)
    session = nbauth.Session(transport=echoing())
    session.login(API, auth, name="x")
    session.login(OTHER, auth, name="y")

    session.logout("x")

    assert list(session.logins) == ["y"]
    assert list(session.vault) == ["y_token"]
    assert "None" in session.client.get(API).text
    assert CANARY in session.client.get(OTHER).text


class BrokenAuth(nbauth.Scheme):
    name = "broken"
    title = "Broken"

    def secrets(self):
        yield Known("token", None)


def test_a_login_that_fails_leaves_the_one_before():
    """Bad input loses nothing."""
    session = nbauth.Session(transport=echoing())
    session.login(API, nbauth.BearerAuth(CANARY), name="x")

    with pytest.raises(AttributeError):
        session.login(API, BrokenAuth(), name="x")
    for origin, auth, name, error in (
        ("not an origin", nbauth.BearerAuth("t0ken"), "x", InvalidOrigin),
        (API, None, "x", InvalidAuth),
        (API, ("a", "b", "c"), "x", InvalidAuth),
        (API, nbauth.BearerAuth("t0ken"), "no name", InvalidField),
        (API, nbauth.BearerAuth("t0ken"), 5, InvalidField),
    ):
        with pytest.raises(error):
            session.login(origin, auth, name=name)

    assert CANARY in session.client.get(API).text
    assert list(session.logins) == ["x"]


def test_logging_in_again_takes_the_place():
    """The same scheme and user at the same place: one login, with the new secret."""
    session = nbauth.Session(transport=echoing())
    session.login(API, nbauth.BasicAuth("ada", "first-secret"))
    session.login(API, nbauth.BasicAuth("ada", "second-secret"))
    session.login(API, nbauth.BasicAuth("bob", "third-secret"))

    assert list(session.logins) == ["basic", "basic_2"]
    assert session.vault["basic_password"].reveal() == "second-secret"
    session.logout("basic")
    assert list(session.vault) == ["basic_2_password"]


def test_a_netrc_file_that_changed_takes_the_place_of_itself(tmp_path):
    """A machine that is no longer in the file is no longer logged in; nor is its default entry twice there."""
    file = tmp_path / "netrc"
    session = nbauth.Session(transport=echoing())
    for text in ("machine a.example login u password pw-of-a\n", ""):
        file.write_text(text + "machine b.example login u password pw-of-b\ndefault login d password pw-of-rest\n")
        file.chmod(0o600)
        session.login(None, nbauth.NetRCAuth(file, default=True))

    assert list(session.logins) == ["netrc", "netrc_default"]
    assert "netrc_default" in session.explain("https://a.example/")
    session.logout("netrc")
    assert not session.logins
    assert not session.vault


def test_client_wide_auth_is_told_as_it_is_now():
    """httpx lets it be set later; logins and explain follow."""
    session = nbauth.Session(transport=echoing())
    assert session.explain(API) == f"{API}: no login; none is made yet"

    session.client.auth = ("ada", "pass-word")

    assert session.logins["client"].origin == "any origin"
    assert "login client (basic)" in session.explain(API)
    session.logout("client")
    assert "client" not in session.logins
    assert "None" in session.client.get(API).text


@pytest.mark.parametrize("base_url", ["foo", "/x", ""])
def test_a_base_url_without_a_host_binds_nothing(base_url):
    """As httpx takes it; it names no origin, so client-wide auth goes where the user calls."""
    session = nbauth.Session(auth=("a", "b"), base_url=base_url)

    assert session.logins["client"].origin == "any origin"
    assert repr(session) == "<nbauth.Session: 1 logins, 0 exchanges>"


def test_explain_knows_the_users_of_a_url():
    """What the URL itself says is used where no login is; the password is not told."""
    session = nbauth.Session()

    assert session.explain("https://ada:pass-word@api.example.com/").endswith("user name and password in the URL")
    assert "pass-word" not in session.explain("https://ada:pass-word@api.example.com/")


@pytest.mark.parametrize("url", ["ftp://x/", "http://[", "https://h:99999/", "https:///x", "x"])
def test_explain_refuses_what_no_request_can_go_to(url):
    """In one line that does not quote the URL."""
    with pytest.raises(InvalidOrigin) as refused:
        nbauth.Session().explain(url)

    assert "\n" not in str(refused.value)


def test_an_unknown_login_is_answered_with_those_that_are():
    """By name, for auth= and for logging out."""
    session = nbauth.Session()
    session.login(API, ("ada", "pass-word"), name="api")

    for ask in (lambda: session.logins["apy"], lambda: session.logout("apy")):
        with pytest.raises(UnknownName, match="did you mean api"):
            ask()
