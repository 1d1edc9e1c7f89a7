"""What a redirect may not take along to another origin: secrets in its URL, and in a body that is sent again."""

from __future__ import annotations

import pytest
from wire.canary import CANARY, leaks
from wire.kinds import TARGETS
from wire.sink import redirect

import nbauth
from nbauth._http import httpx
from nbauth.errors import RedirectRefused

# Bodies that the user writes; each has something of which the record shows only a name.
BODIES = {
    "form": {"data": {"grant_type": "password", "username": "bob", "password": CANARY}},
    "json": {"json": {"client_secret": CANARY}},
    "json list": {"json": [{"token": CANARY}]},
    "text": {"content": f"it is {CANARY}"},  # a login's secret, by value
    "bytes": {"content": f"<password>{CANARY}</password>".encode(), "headers": {"Content-Type": "application/xml"}},
}


@pytest.fixture
def post(sink, caller, new_session):
    """POST to A, which redirects; return the session's call. The session has a login for A."""
    session = new_session()
    session.login(sink.url(), nbauth.BasicAuth("bob", CANARY))

    def post(path, **options):
        return caller.call(session, "POST", sink.url(path=path), follow_redirects=True, **options)

    return post


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_of_the_users_own(sink, post, status, body):
    """307 and 308 send it again: not to another origin, where something in it is a secret."""
    for number, (host, server) in enumerate(TARGETS.values()):
        user, _, name = host.rpartition("@")
        target = sink.url(name, "/lure", server).replace("://", f"://{user}@" if user else "://")
        sink.answers[f"/{number}"] = redirect(status, target)
        with pytest.raises(RedirectRefused) as caught:
            post(f"/{number}", **body)

        assert [] == leaks(str(caught.value), CANARY)
        assert str(caught.value).startswith(f"{sink.url()} redirects to http")

    assert leaks(sink.at(sink.url())[-1].raw.partition(b"\r\n\r\n")[2], CANARY)
    assert b"" == sink.elsewhere(sink.url())


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_body_that_is_not_sent_again(sink, post, status):
    """The other redirects make a GET of a POST: it goes on, without the body."""
    sink.answers["/go"] = redirect(status, sink.url("b.localhost", "/end"))
    assert 200 == post("/go", data={"password": CANARY}).status_code

    (there,) = sink.at(sink.url("b.localhost"))
    assert ("GET", b"") == (there.head[0].split()[0], there.body)
    assert [] == leaks(there.raw, CANARY)


@pytest.mark.parametrize("status", [307, 308])
def test_a_body_without_a_secret(sink, post, status):
    """It goes on, as in httpx; so does one with a secret that stays at home."""
    sink.answers["/go"] = redirect(status, sink.url("b.localhost", "/end"))
    sink.answers["/home"] = redirect(status, "/end")
    post("/go", json={"name": "bob"})
    post("/home", json={"password": CANARY})

    assert [b'{"name":"bob"}'] == [each.body for each in sink.at(sink.url("b.localhost"))]
    assert leaks(sink.arrived[-1].body, CANARY)


@pytest.mark.parametrize(
    ("to", "goes"),
    [("https://h.example/", True), ("https://h.example:8443/", False), ("https://g.example/", False)],
)
def test_from_http_to_https(to, goes):
    """http:80 to https:443 of one host, which httpx takes Authorization along too, is no other place for a body."""

    def answer(request):
        return (
            httpx.Response(308, headers={"Location": to}) if request.url.scheme == "http" else httpx.Response(200)
        )

    with nbauth.Session(transport=httpx.MockTransport(answer)) as session:
        if goes:
            response = session.client.post("http://h.example/", data={"password": "x"}, follow_redirects=True)
            assert b"password=x" == response.request.read()
        else:
            with pytest.raises(RedirectRefused):
                session.client.post("http://h.example/", data={"password": "x"}, follow_redirects=True)


def test_a_redirect_that_is_not_followed(sink, caller, new_session):
    """Nothing is refused where nobody goes on; `next_request` is there, without what does not go along."""
    sink.answers["/go"] = redirect(307, sink.url("b.localhost", "/end"))
    response = caller.call(
        new_session(), "POST", sink.url(path="/go"), data={"password": CANARY}, headers={"X-Api-Key": "k3y"}
    )

    assert (307, sink.url("b.localhost", "/end")) == (response.status_code, str(response.next_request.url))
    assert "X-Api-Key" not in response.next_request.headers


def test_a_secret_of_the_target_itself(sink, caller, new_session):
    """A server may redirect within itself with its own key in the URL, also after a redirect from elsewhere."""
    session = new_session()
    session.login(sink.url("b.localhost"), nbauth.APIKeyAuth(CANARY, "key", "query"))
    sink.answers["/go"] = redirect(302, sink.url("b.localhost", "/in"))
    sink.answers["/in"] = lambda request: redirect(302, "/end?" + request.target.partition("?")[2])
    response = caller.call(session, "GET", sink.url(path="/go"), follow_redirects=True)

    assert (200, "/end") == (response.status_code, response.url.path)


def test_a_secret_of_a_later_hop(sink, caller, new_session):
    """B, to which A redirects, has a login of its own; B may not send it on to A in a URL."""
    session = new_session()
    session.login(sink.url("b.localhost"), nbauth.APIKeyAuth(CANARY, "key", "query"))
    sink.answers["/go"] = redirect(302, sink.url("b.localhost", "/in"))
    sink.answers["/in"] = lambda request: redirect(302, sink.url(path="/back?" + request.target.partition("?")[2]))

    with pytest.raises(RedirectRefused, match=f"^{sink.url('b.localhost')} redirects to another origin"):
        caller.call(session, "GET", sink.url(path="/go"), follow_redirects=True)

    assert [] == leaks(sink.elsewhere(sink.url("b.localhost")), CANARY)


def test_what_a_server_hands_out_itself(sink, caller, new_session):
    """A ticket or a code in the Location of a login page is the server's to give: it is followed."""
    sink.answers["/sso"] = redirect(
        302, sink.url("b.localhost", "/callback?code=0123456789abcdef&ticket=ST-1234567890")
    )
    session = new_session()
    session.login(sink.url(), nbauth.BasicAuth("bob", CANARY))
    response = caller.call(session, "GET", sink.url(path="/sso"), follow_redirects=True)

    assert (200, "ST-1234567890") == (response.status_code, response.url.params["ticket"])


def test_a_secret_in_the_name_of_a_host(sink, caller, new_session):
    """It is not looked up: a name server would see it (CVE-2020-8169)."""
    session = new_session()
    session.login(sink.url(), nbauth.BearerAuth("t0ken0f1t"))
    sink.answers["/go"] = redirect(302, sink.url("t0ken0f1t.localhost", "/"))

    with pytest.raises(RedirectRefused) as caught:
        caller.call(session, "GET", sink.url(path="/go"), follow_redirects=True)

    assert {"a.localhost"} == set(sink.names)
    assert "t0ken" not in str(caught.value)
