"""A session's cookies are httpx's, and responses that set none are not looked at."""

from __future__ import annotations

from http.cookiejar import CookieJar
from urllib.request import Request

import pytest

import nbauth
from nbauth._http import httpx


def session(headers, **options):
    """Return a session whose server answers with *headers*."""
    return nbauth.Session(
        transport=httpx.MockTransport(lambda request: httpx.Response(200, headers=headers)), **options
    )


@pytest.mark.parametrize("name", ["Set-Cookie", "set-cookie", "SET-COOKIE"])
def test_what_a_response_sets_is_kept(name):
    with session([(name, "visit=42"), (name, "lang=de")]) as ours:
        ours.client.get("https://a.example/")
        assert {"visit": "42", "lang": "de"} == dict(ours.client.cookies)


def test_what_sets_nothing_makes_no_request_of_urllib(monkeypatch):
    """That is a tenth of a small request's time."""
    made = []
    monkeypatch.setattr(Request, "__init__", lambda self, *args, **options: made.append(args))
    with session({"Content-Type": "text/plain"}) as ours:
        ours.client.get("https://a.example/")
    assert not made


def test_a_jar_of_the_users_own_sees_what_it_sees_in_httpx():
    """Every response, in whatever way it looks at them (httpx2 shows it those that set a cookie)."""

    class Counting(CookieJar):
        seen = 0

        def extract_cookies(self, response, request):
            self.seen += 1
            super().extract_cookies(response, request)

    ours, theirs = Counting(), Counting()
    for headers in ({}, {"Set-Cookie": "visit=42"}):
        transport = httpx.MockTransport(lambda request, headers=headers: httpx.Response(200, headers=headers))
        with (
            nbauth.Session(transport=transport, cookies=ours) as one,
            httpx.Client(transport=transport, cookies=theirs) as other,
        ):
            one.client.get("https://a.example/")
            other.get("https://a.example/")
            assert one.client.cookies.jar is ours
    assert 2 == ours.seen >= theirs.seen > 0


@pytest.mark.parametrize("which", ["client", "async_client"])
def test_cookies_that_are_given_later(which):
    """`client.cookies = ...` takes all that httpx takes."""
    client = getattr(session({}), which)
    kind = type(client.cookies)
    for given in ({"a": "1"}, [("a", "1")], httpx.Cookies({"a": "1"})):
        client.cookies = given
        assert ({"a": "1"}, kind) == (dict(client.cookies), type(client.cookies))
        assert "a=1" == client.build_request("GET", "https://a.example/").headers["Cookie"]


@pytest.mark.parametrize("cookie", ["a=b\u202e", "\u00e9=b", "a={{basic_password}}", "{{url}}=b"])
def test_a_cookie_that_nothing_can_send_is_not_kept(cookie):
    """Not ASCII: in httpx each later request to that host fails, and a redirect at once. Or what a record shows in
    place of a secret."""

    def answer(request):
        headers = [(b"Set-Cookie", cookie.encode()), (b"Set-Cookie", b'c={"d":{"e":1}}')]
        if request.url.path == "/":
            return httpx.Response(302, headers=[*headers, (b"Location", b"/there")])
        return httpx.Response(200, headers=headers)

    with nbauth.Session(transport=httpx.MockTransport(answer), follow_redirects=True) as ours:
        ours.login("https://a.example", ("ada", "correct horse"))
        ours.client.get("https://a.example/")
        response = ours.client.get("https://a.example/there")

    assert 200 == response.status_code
    assert 'c={"d":{"e":1}}' == response.request.headers["Cookie"]
