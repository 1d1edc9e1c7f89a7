"""A credential that goes over plain http to another machine is told of: once for each origin, before it goes out."""

from __future__ import annotations

import warnings

import pytest
from wire.canary import CANARY, COOKIE_CANARY, HEADER_CANARY, TOKEN_CANARY, leaks
from wire.kinds import CustomHeader, TokenFlow, in_query
from wire.sink import challenged, redirect, reply

import nbauth
from nbauth._http import httpx
from nbauth.errors import InsecureTransportWarning

API = "api.example.test"

BASIC, BEARER, KEY, FLOW, HEADER = (
    "a user name and password (Basic)",
    "a Bearer token",
    "an API key",
    "what the auth flow sends",
    "the header Authorization",
)

# What `auth=` a request has, and what of it everybody can read.
READABLE = {
    "pair": (("bob", CANARY), BASIC),
    "httpx basic": (httpx.BasicAuth("bob", CANARY), BASIC),
    "bearer": (nbauth.BearerAuth(TOKEN_CANARY), BEARER),
    "key in header": (nbauth.APIKeyAuth(HEADER_CANARY, "X-Whatever"), KEY),
    "key in query": (nbauth.APIKeyAuth(CANARY, "whatever", "query"), KEY),
    "key in cookie": (nbauth.APIKeyAuth(COOKIE_CANARY, "whatever", "cookie"), KEY),
    "custom header": (CustomHeader(HEADER_CANARY), FLOW),
    "callable": (in_query(CANARY), FLOW),
    "digest": (nbauth.DigestAuth("bob", CANARY), None),
    "httpx digest": (httpx.DigestAuth("bob", CANARY), None),
    "none": (None, None),
}


@pytest.fixture
def told(sink, caller, new_session):
    """Call; return what was warned of, in short."""

    def call(session, *urls, **options):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            for url in urls:
                caller.call(session, "GET", url, follow_redirects=True, **options)
        return [(each.message.origin, each.message.what) for each in caught]

    return call


@pytest.mark.parametrize(("auth", "what"), READABLE.values(), ids=READABLE)
def test_auth_of_a_request(sink, told, new_session, auth, what):
    """In words; Digest tells nobody the password."""
    session = new_session()
    sink.answers["/digest"] = challenged(reply())
    url = sink.url(API, "/digest" if isinstance(auth, httpx.DigestAuth) else "/")

    assert ([(sink.url(API), what)] if what else []) == told(session, url, url, auth=auth)


def test_once_for_each_origin_and_session(sink, told, new_session):
    """Another origin, and another session, is told of again."""
    urls = [
        sink.url(API, "/"),
        sink.url(API, "/2"),
        sink.url("b.example.test", "/"),
        sink.url(API, server="http2nd"),
    ]
    origins = [
        (sink.url(API), BASIC),
        (sink.url("b.example.test"), BASIC),
        (sink.url(API, server="http2nd"), BASIC),
    ]
    session = new_session()
    assert origins == told(session, *urls, auth=("bob", CANARY))
    assert [] == told(session, *urls, auth=("bob", CANARY))
    assert origins == told(new_session(), *urls, auth=("bob", CANARY))


def test_client_wide_auth(sink, told, new_session):
    """Without base_url it is told of; a base_url with http:// says that it is wanted there."""
    assert [(sink.url(API), BASIC)] == told(new_session(auth=("bob", CANARY)), sink.url(API, "/"))
    session = new_session(auth=("bob", CANARY), base_url=sink.url(API))
    assert [] == told(session, "/", sink.url(API, "/"))
    assert [] == leaks(sink.url(API), CANARY) and leaks(sink.arrived[-1].raw, CANARY)


def test_a_login_for_an_http_origin_says_that_it_is_wanted(sink, told, new_session):
    """There, and nowhere else."""
    session = new_session()
    session.login(sink.url(API), nbauth.BearerAuth(TOKEN_CANARY))

    assert [] == told(session, sink.url(API, "/"))
    assert f"Bearer {TOKEN_CANARY}" == sink.arrived[-1].headers["authorization"]
    assert [] == told(session, sink.url(API, "/"), auth=("bob", CANARY))
    assert [(sink.url(API, server="http2nd"), BASIC)] == told(
        session, sink.url(API, "/", "http2nd"), auth=("bob", CANARY)
    )


@pytest.mark.parametrize("when", ["at first", "later"])
def test_allow_insecure(sink, told, new_session, when):
    """`Session(allow_insecure=True)`, or the attribute, which can be taken back."""
    session = new_session(allow_insecure=when == "at first")
    session.allow_insecure = True
    assert [] == told(session, sink.url(API, "/"), auth=("bob", CANARY))
    session.allow_insecure = False
    assert [(sink.url(API), BASIC)] == told(session, sink.url(API, "/"), auth=("bob", CANARY))


@pytest.mark.parametrize(
    "url", ["http://a.localhost", "http://localhost", "http://127.0.0.1", "https://a.localhost"]
)
def test_this_machine_and_tls(sink, told, new_session, url):
    """Nothing is told where nobody else is on the way."""
    scheme, _, host = url.partition("://")
    assert [] == told(new_session(), sink.url(host, "/", scheme), auth=("bob", CANARY))
    assert leaks(sink.arrived[-1].raw, CANARY)


@pytest.mark.parametrize(
    ("proxy", "is_told"),
    [("http://proxy.example.test", True), ("http://localhost", False), ("http://127.0.0.1", False)],
)
def test_a_proxy_on_the_way_to_this_machine(sink, told, new_session, monkeypatch, proxy, is_told):
    """HTTP_PROXY is used for it as well, where NO_PROXY says nothing: the proxy reads what passes it."""
    monkeypatch.setenv("HTTP_PROXY", sink.url(proxy.removeprefix("http://")))
    session = new_session()
    session.login(sink.url("b.localhost"), ("bob", CANARY))

    assert ([(sink.url(), BASIC)] if is_told else []) == told(session, sink.url(path="/"), auth=("bob", CANARY))
    assert [] == told(session, sink.url("b.localhost", "/"))
    assert [sink.url(path="/"), sink.url("b.localhost", "/")] == [each.target for each in sink.arrived]


def test_the_user_of_a_url(sink, told, new_session):
    """A user name and password in the URL are sent as Basic."""
    assert [(sink.url(API), BASIC)] == told(new_session(), sink.url(f"bob:pass-word@{API}", "/"))


def test_the_default_of_a_netrc_file(sink, told, new_session, tmp_path):
    """It is for any host, and also over plain http; the machines of the file are not."""
    path = tmp_path / "netrc"
    path.write_text(f"machine {API} login bob password pass-word\ndefault login any password pass-word\n")
    path.chmod(0o600)
    session = new_session()
    session.login(None, nbauth.NetRCAuth(path, default=True))
    other = sink.url("b.example.test")

    assert [(other, BASIC)] == told(session, f"{other}/")
    assert "authorization" in sink.arrived[-1].headers


WRITTEN = {
    "Authorization: Bearer t0ken": BEARER,
    "Authorization: Custom t0ken": HEADER,
    "X-Api-Key: t0ken": KEY,
    'Authorization: Digest response="x"': None,
    "Cookie: sid=t0ken": None,
    "X-Trace: 1": None,
}


@pytest.mark.parametrize("line", WRITTEN)
def test_headers_of_the_users_own(sink, told, new_session, line):
    """What a person writes as a header goes out in clear as well; cookies do not count."""
    what = [(sink.url(API), WRITTEN[line])] if WRITTEN[line] else []
    assert what == told(new_session(), sink.url(API, "/"), headers=dict([line.split(": ", 1)]))


def test_a_token_endpoint(sink, told, new_session):
    """A flow's own request to plain http: its body has the client secret."""
    session = new_session()
    sink.answers["/token"] = reply(200, {"access_token": "t0ken-of-it"})
    session.login(sink.url(server="https"), TokenFlow(sink.url(API, "/token"), CANARY))

    assert [(sink.url(API), FLOW)] == told(session, sink.url(server="https", path="/"))
    assert leaks(sink.at(sink.url(API))[0].raw, CANARY)


def test_nothing_to_tell(sink, told, new_session):
    """A plain request over http, its cookies, and a redirect there without the credential."""
    session = new_session()
    session.login(sink.url(server="https"), ("bob", CANARY))
    sink.answers["/go"] = redirect(302, sink.url(API, "/"))
    sink.answers["/"] = reply(200, b"", "Set-Cookie: sid=1")

    assert [] == told(session, sink.url(server="https", path="/go"), sink.url(API, "/"), sink.url(API, "/"))


def test_it_is_told_before(sink, caller, new_session):
    """As an error, it stops the request: nothing has gone out."""
    with pytest.raises(InsecureTransportWarning) as caught:  # pytest's filter makes errors of warnings
        caller.call(new_session(), "GET", sink.url(API, "/"), auth=("bob", CANARY))

    assert [] == sink.arrived
    assert (
        f"a user name and password (Basic) goes to {sink.url(API)} in clear, for everybody on the way to read: use"
        f" https, or say that it is wanted by session.login({sink.url(API)!r}, ...), Session(allow_insecure=True), or"
        " %config NBAuth.allow_insecure = True"
    ) == str(caught.value)


def test_it_points_at_the_persons_own_line(sink, caller, new_session):
    """The file and line of the call, not of httpx or nbauth."""
    session = new_session()
    with pytest.warns(InsecureTransportWarning) as caught:
        caller.send(session, httpx.Request("GET", sink.url(API, "/")), auth=("bob", CANARY))

    assert ["callers.py"] == [each.filename.rpartition("/")[2] for each in caught]
