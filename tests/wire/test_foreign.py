"""What is known of Auth objects that are not ours; the private names of httpx's own are still what they were."""

from __future__ import annotations

import gc
import weakref

import pytest
from wire.canary import CANARY

import nbauth
from nbauth._http import httpx
from nbauth.wire.foreign import is_on, is_opaque, secrets_of, username_of, without_state

REQUEST = httpx.Request("GET", "http://a.localhost/")


def test_the_private_names_are_there():
    """The names of httpx that foreign.py reads; when this fails, httpx has changed and foreign.py must."""
    assert httpx.BasicAuth("bob", CANARY)._auth_header.startswith("Basic ")
    digest = httpx.DigestAuth("bob", CANARY)
    assert (b"bob", CANARY.encode()) == (digest._username, digest._password)
    assert (None, 1) == (digest._last_challenge, digest._nonce_count)


@pytest.mark.parametrize("kind", [httpx.BasicAuth, httpx.DigestAuth, nbauth.BasicAuth, nbauth.DigestAuth])
@pytest.mark.parametrize("user", ["bob", "bøb", ""])
def test_user_and_password(kind, user):
    """Read from each object that has them; with an empty user name too."""
    auth = kind(user, CANARY)
    (known,) = secrets_of(auth)

    assert CANARY == known.secret.reveal()
    assert user == username_of(auth)
    assert kind is nbauth.DigestAuth or (user,) == known.usernames  # for user:password in base64, as Basic sends it
    assert not is_opaque(auth)


def test_a_password_with_a_colon():
    """The first colon ends the user name, as RFC 7617 section 2 says."""
    (known,) = secrets_of(httpx.BasicAuth("bob", f"a:{CANARY}:b"))

    assert f"a:{CANARY}:b" == known.secret.reveal()


class Own(httpx.Auth):
    def auth_flow(self, request):
        yield request


def test_an_object_of_the_users_own():
    """We cannot know what is secret in it, nor whose it is."""
    assert [] == list(secrets_of(Own()))
    assert is_opaque(Own())
    assert username_of(Own()) is None


@pytest.mark.parametrize("auth", [httpx.BasicAuth("bob", CANARY), httpx.DigestAuth("bob", CANARY)])
def test_whether_the_user_wrote_it(auth):
    """An Authorization header that is there already."""
    written = httpx.Request("GET", "http://a.localhost/", headers={"authorization": "mine"})

    assert (False, True) == (is_on(auth, REQUEST), is_on(auth, written))


def test_without_state():
    """The copy knows the password and no nonce; the original is as it was, and is not kept alive."""

    class Digest(httpx.DigestAuth):
        pass

    auth = Digest("bob", CANARY)
    flow = auth.auth_flow(httpx.Request("GET", "http://a.localhost/"))
    challenge = {"WWW-Authenticate": 'Digest realm="r", nonce="n", qop="auth"'}
    flow.send(None)
    flow.send(httpx.Response(401, headers=challenge, request=REQUEST))
    fresh = without_state(auth)

    assert "authorization" in next(auth.auth_flow(httpx.Request("GET", "http://a.localhost/"))).headers
    assert "authorization" not in next(fresh.auth_flow(httpx.Request("GET", "http://a.localhost/"))).headers
    assert isinstance(fresh, Digest)
    alive = weakref.ref(auth)
    del auth, flow
    gc.collect()
    assert alive() is None


def test_a_digest_object_of_one_request_is_not_kept(sink, caller, new_session):
    """auth=httpx.DigestAuth(...) on a request: when the user lets go of it, the session does too."""
    session = new_session()
    auth = httpx.DigestAuth("bob", CANARY)
    caller.call(session, "GET", sink.url(path="/"), auth=auth)
    alive = weakref.ref(auth)
    del auth
    gc.collect()

    assert alive() is None
