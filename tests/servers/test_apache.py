"""Basic, Digest, netrc and TLS through a session, against Apache: tests/servers/start-apache.sh."""

import ssl
import time

import pytest
from servers.observed import leaked, params, proofs, story, without_login

import nbauth
from nbauth._http import httpx

ADA = ("ada", "correct horse")
ZOE = ("zoë", "pä:ss:wörd €")

SCHEMES = {"/basic": nbauth.BasicAuth, "/digest": nbauth.DigestAuth}

REFUSED = {"/basic": [("request", 401)], "/digest": [("challenge", 401), ("answer", 401)]}
SERVED = {"/basic": [("request", 200)], "/digest": [("challenge", 401), ("answer", 200)]}


def user_seen(response):
    """Return whom Apache took us for."""
    return dict(response.headers.raw)[b"X-User"].decode()


@pytest.mark.parametrize("user", [ADA, ZOE], ids=["ada", "zoe"])
@pytest.mark.parametrize("path", SCHEMES)
def test_the_right_password(connect, apache, curl_agrees, path, user):
    """401 without a login, 200 and the user's own name with it; each leg is recorded, the password nowhere."""
    caller, url, (name, password) = connect(), apache + path, user
    assert 401 == without_login(caller, url)

    login = caller.session.login(apache, SCHEMES[path](name, password))
    response = caller.get(url)

    assert (200, name) == (response.status_code, user_seen(response))
    assert SERVED[path] == story(caller)
    assert login.name == caller.exchange.login
    assert [] == leaked(password, caller, response)
    assert curl_agrees(200, f"-{path.replace('/', '-')}", "-u", f"{name}:{password}", url)


@pytest.mark.parametrize(
    "name, password", [("ada", "not my horse"), ("zoë", "pä:ss:wörd £"), ("nobody", "correct horse")]
)
@pytest.mark.parametrize("path", SCHEMES)
def test_the_wrong_password(connect, apache, curl_agrees, path, name, password):
    """The 401 reaches the user, after one try and not more, now and the next time; the password is nowhere."""
    caller, url = connect(), apache + path
    assert 401 == without_login(caller, url)

    caller.session.login(apache, SCHEMES[path](name, password))

    for _ in range(2):
        response = caller.get(url)
        assert 401 == response.status_code
        assert REFUSED[path] == story(caller)
    assert [] == leaked(password, caller, response)
    assert curl_agrees(401, f"-{path.replace('/', '-')}", "-u", f"{name}:{password}", url)


def test_fifty_requests_cost_51_legs(connect, apache):
    """One challenge, then counts from 1 that go up by one: Apache, which checks them, refuses none."""
    caller, url = connect(), f"{apache}/digest"
    assert 401 == without_login(caller, url)
    caller.session.login(apache, nbauth.DigestAuth(*ADA))

    assert [200] * 50 == [caller.get(url).status_code for _ in range(50)]
    assert 51 == sum(len(exchange.legs) for exchange in caller.session.history)
    assert list(range(1, 51)) == [count for _, count in proofs(caller)]
    assert 1 == len({nonce for nonce, _ in proofs(caller)})


def test_counts_that_overtake_each_other(connect, apache):
    """No count is sent twice, and all are served: what Apache refuses because it came late is asked again.

    Requests at the same time arrive in any order. Apache keeps one count for all nonces of a client (the opaque).
    """
    caller, url = connect(), f"{apache}/digest"
    assert 401 == without_login(caller, url)
    caller.session.login(apache, nbauth.DigestAuth(*ZOE))

    for _ in range(3):
        assert [200] * 24 == [response.status_code for response in caller.together(24, url)]
    assert len(set(proofs(caller))) == len(proofs(caller))


def test_a_replayed_answer_is_refused(connect, apache):
    """Apache does check: what the session sent is refused the second time, and the session goes on regardless."""
    sent = []
    caller, url = connect(), f"{apache}/digest"
    assert 401 == without_login(caller, url)
    caller.session.login(apache, nbauth.DigestAuth(*ADA))
    caller.client.event_hooks = {
        "request": [caller.hook(lambda leg: sent.append(leg.headers.get("Authorization")))]
    }

    assert 200 == caller.get(url).status_code
    assert 401 == httpx.get(url, headers={"Authorization": sent[-1]}).status_code
    assert 200 == caller.get(url).status_code


def test_the_next_nonce(connect, apache):
    """Each answer of a server with short nonces names the next one: it is used, and no challenge is needed."""
    caller, url = connect(), f"{apache}/digest-short"
    assert 401 == without_login(caller, url)
    caller.session.login(apache, nbauth.DigestAuth(*ADA))

    assert 200 == caller.get(url).status_code
    named = params(caller.exchange.response.header("Authentication-Info"))["nextnonce"]
    assert 200 == caller.get(url).status_code
    assert [("request", 200)] == story(caller)
    assert (named, 1) == proofs(caller)[-1]


def test_a_stale_nonce(connect, apache):
    """A nonce that is too old is replaced by the one that the server offers, unseen by the user (RFC 7616 3.3)."""
    caller, url = connect(), f"{apache}/digest-short"
    assert 401 == without_login(caller, url)
    caller.session.login(apache, nbauth.DigestAuth(*ZOE))
    assert 200 == caller.get(url).status_code

    # Only the server knows when its nonces are over, so ask it: replay a younger one until that is refused.
    with httpx.Client() as other:
        younger = other.get(url, auth=httpx.DigestAuth(*ADA)).request
        latest = time.monotonic() + 30
        while 200 == (answer := other.send(younger, auth=None)).status_code:
            assert time.monotonic() < latest, "a nonce for one second is still good"
    assert "true" == params(answer.headers["WWW-Authenticate"])["stale"]

    response = caller.get(url)

    assert (200, "zoë") == (response.status_code, user_seen(response))
    assert [("challenge", 401), ("answer", 200)] == story(caller)
    assert "true" == params(caller.exchange.legs[0].response.header("WWW-Authenticate"))["stale"]
    assert [] == leaked(ZOE[1], caller, response)


@pytest.mark.parametrize("target", ["/a%20b", "/a/./b?x=1&y=%22,%22", "?q=%C3%A9+%2B", "/%7Eada;v=1?"])
def test_the_uri_is_what_goes_over_the_wire(connect, apache, target):
    """Apache answers 400 to a Digest for another URI than that of the request line (RFC 7616 3.4.6)."""
    caller, url = connect(), f"{apache}/digest{target}"
    assert 401 == without_login(caller, url)
    caller.session.login(apache, nbauth.DigestAuth(*ADA))

    assert 200 == caller.get(url).status_code


@pytest.fixture
def netrc(tmp_path):
    """Write a netrc file, return its path."""

    def write(*entries):
        path = tmp_path / "logins"
        path.write_text("".join(f'machine {host} login {name} password "{word}"\n' for host, name, word in entries))
        path.chmod(0o600)
        return path

    return write


@pytest.mark.parametrize("place", ["login", "client"])
def test_netrc(connect, apache, curl_agrees, netrc, place):
    """Of several users for a host the first answers, or the one whom the URL names; a stranger gets nothing."""
    path = netrc(("127.0.0.1", *ADA), ("127.0.0.1", *ZOE), ("elsewhere.example", "ada", "other horse"))
    url = f"{apache}/basic"
    users = {url: "ada", url.replace("//", "//ada@"): "ada", url.replace("//", "//zo%C3%AB@"): "zoë"}
    stranger = url.replace("//", "//bob@")
    assert 401 == without_login(connect(), url)

    caller = connect(auth=nbauth.NetRCAuth(path)) if place == "client" else connect()
    if place == "login":
        caller.session.login(None, nbauth.NetRCAuth(path))

    for address, name in users.items():
        response = caller.get(address)
        assert (200, name) == (response.status_code, user_seen(response))
        assert [("request", 200)] == story(caller)
        assert curl_agrees(200, "--netrc-file", str(path), address)
    assert 401 == caller.get(stranger).status_code
    assert [None] == caller.sent("Authorization")
    assert curl_agrees(401, "--netrc-file", str(path), stranger)
    for password in (ADA[1], ZOE[1], "other horse"):
        assert [] == leaked(password, caller, response)


def test_netrc_with_a_wrong_password(connect, apache, curl_agrees, netrc):
    """The 401 reaches the user, and the session can tell which line was at fault."""
    path, url = netrc(("127.0.0.1", "ada", "not my horse")), f"{apache}/basic"
    caller = connect()
    assert 401 == without_login(caller, url)
    caller.session.login(None, nbauth.NetRCAuth(path))

    response = caller.get(url)

    assert 401 == response.status_code
    assert f"{path}, line 1" in caller.session.explain(url)
    assert [] == leaked("not my horse", caller, response)
    assert curl_agrees(401, "--netrc-file", str(path), url)


@pytest.mark.parametrize("path", SCHEMES)
def test_tls(connect, apache_tls, path):
    """With the CA that signed it, the server is talked to as ever."""
    url, ca = apache_tls
    caller = connect(verify=ssl.create_default_context(cafile=ca))
    assert 401 == without_login(caller, url + path)
    caller.session.login(url, SCHEMES[path](*ZOE))

    response = caller.get(url + path)

    assert (200, "zoë") == (response.status_code, user_seen(response))
    assert SERVED[path] == story(caller)
    assert [] == leaked(ZOE[1], caller, response)


def test_a_certificate_that_nobody_trusts(connect, apache_tls):
    """One clear line, before anything secret is sent; the record has it too."""
    caller, url = connect(), apache_tls[0]
    caller.session.login(url, nbauth.BasicAuth(*ZOE))

    with pytest.raises(httpx.ConnectError) as caught:
        caller.get(f"{url}/basic")

    assert "certificate verify failed" in str(caught.value)
    assert 1 == len(str(caught.value).splitlines())
    assert [("request", None)] == story(caller)
    assert "certificate verify failed" in caller.exchange.error
    assert [] == leaked(ZOE[1], caller, caught.value)


def test_a_login_for_https_is_not_for_http(connect, apache, apache_tls):
    """Another scheme is another origin (RFC 6454): http gets nothing."""
    secure, ca = apache_tls
    caller = connect(verify=ssl.create_default_context(cafile=ca))
    assert 401 == without_login(caller, f"{secure}/basic")
    caller.session.login(secure, nbauth.BasicAuth(*ADA))

    assert 200 == caller.get(f"{secure}/basic").status_code
    assert 401 == caller.get(f"{apache}/basic").status_code
    assert [None] == caller.sent("Authorization")
