"""What somebody who reads along can do: with each scheme, and nowhere but on the playground."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest

import nbauth
from nbauth import playground
from nbauth.errors import NbauthError
from nbauth.lesson import Attacker


@pytest.fixture(scope="module")
def server():
    with playground.start() as made:
        yield made


@pytest.fixture
def session():
    with nbauth.Session() as made:
        yield made


@pytest.fixture
def eve(server):
    server.seen.clear()
    made = Attacker(server)
    yield made
    made.close()


def ada(server, scheme=nbauth.BasicAuth):
    return scheme("ada", server.users["ada"])


def test_basic_can_be_replayed(server, session, eve):
    """For ever, anywhere on the server, by whoever has read it once."""
    session.client.get(f"{server.url}/basic", auth=ada(server))
    assert 200 == eve.replay().status_code == eve.elsewhere("/basic").status_code
    assert 401 == eve.change_bit("credentials").status_code


def test_digest_cannot(server, session, eve):
    """A count is good once, a response for one path and one method, a nonce for one realm."""
    session.client.post(f"{server.url}/digest", content=b"a body", auth=ada(server, nbauth.DigestAuth))
    refused = eve.replay()
    assert 401 == refused.status_code and "stale" in refused.headers["WWW-Authenticate"]
    assert 401 == eve.change_bit("credentials").status_code
    assert 400 == eve.elsewhere("/digest/md5").status_code  # its uri is another one
    assert [401, 401, 400] == [each.status for each in eve.session.history]


def test_a_signature_covers_what_it_is_made_of(server, session, eve):
    """A request that is signed with its body can be sent again, and not with another body."""

    def signed(request):
        text = f"{request.method} {request.url.path}\n".encode() + request.read()
        made = hmac.new(server.signing_key.encode(), text, hashlib.sha256)
        request.headers["X-Authentication"] = made.hexdigest()
        return request

    session.client.post(f"{server.url}/custom/signed", content=b"a body", auth=signed)
    assert 200 == eve.replay().status_code
    assert 401 == eve.change_bit("body").status_code == eve.change_bit("credentials").status_code


def test_a_bearer_token_is_good_for_who_has_it(server, session, eve):
    """Until it has run out; it says nothing of the origin that it was given for."""
    form = {"grant_type": "password", "username": "ada", "password": server.users["ada"]}
    token = session.client.post(f"{server.url}/token", data=form, auth=None).json()["access_token"]
    session.client.get(f"{server.url}/bearer", auth=nbauth.BearerAuth(token))
    assert 200 == eve.replay().status_code
    assert 401 == eve.change_bit("credentials").status_code
    assert 200 == eve.at_another_origin().status_code  # hence it must not get there
    session.client.post(f"{server.url}/bearer/expire")
    assert 401 == eve.replay().status_code


def test_what_is_shown(server, session, eve):
    """The attempts are in a history of their own, without the credentials."""
    session.client.get(f"{server.url}/basic", auth=ada(server))
    eve.replay()
    shown = json.dumps([str(each) for each in eve.session.history])
    assert eve.seen().headers["authorization"].split()[1] not in shown and 1 == len(session.history)


def test_what_is_attacked(server, session, eve):
    """The playground it was made for, and nothing else."""
    with pytest.raises(NbauthError, match="no request with credentials was seen"):
        eve.replay()
    with playground.start() as another:
        session.client.get(f"{another.url}/basic", auth=ada(another))
        with pytest.raises(NbauthError, match="nothing else is attacked"):
            eve.replay(another.seen[-1])
    session.client.get(f"{server.url}/basic", auth=ada(server))
    with pytest.raises(NbauthError, match="has no body"):
        eve.change_bit()
    with pytest.raises(NbauthError, match="where: choose body, path, credentials"):
        eve.change_bit("soul")
    with pytest.raises(NbauthError, match="a path begins with /"):
        eve.elsewhere("@evil.example/")
    assert 404 == eve.change_bit("path").status_code
