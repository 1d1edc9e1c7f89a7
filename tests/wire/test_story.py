"""nbauth.flow: how a response came about; what its tokens say, when a session still has them; and pictures of it."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64encode

import pytest
from drawn import drawn
from exchanges import digest
from service import Answer, Service
from wire.canary import CANARY, leaks

import nbauth
from nbauth._http import httpx
from nbauth.errors import InvalidField
from nbauth.wire.story import Flow

SIGNATURE = drawn(43)


def jwt(**claims):
    parts = ({"alg": "RS256", "kid": "own"}, claims)
    return (
        ".".join(urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in parts)
        + f".{SIGNATURE}"
    )


@pytest.fixture
def service():
    made = Service(lambda arrived: Answer(200, {"ok": True}))
    with made:
        yield made


def both(flow):
    """Return what it shows, as text and as HTML."""
    return f"{flow!r}\n{flow._repr_html_()}"


def test_what_a_token_says(service):
    """Claims in words, when the session has the token: of the token itself, and of its signature, nothing."""
    token = jwt(iss="https://as.example", aud="api", exp=time.time() + 600, email="ada@example.org")
    with nbauth.Session() as session:
        session.login(service.url, nbauth.BearerAuth(token), name="api")
        flow = nbauth.flow(session.client.get(service.url), session)
        shown = both(flow)

    assert "https://as.example" in shown and "min after it was sent" in shown and "email" in shown
    assert "ada@example.org" not in shown and SIGNATURE not in shown and [] == leaks(shown, token)


def test_an_expired_token(service):
    """It is pointed at."""
    with nbauth.Session() as session:
        session.login(service.url, nbauth.BearerAuth(jwt(exp=time.time() - 7300)), name="api")
        shown = repr(nbauth.flow(session.client.get(service.url), session))

    assert "! The JWT had run out 2 h before it was sent." in shown


def test_a_secret_in_a_claim(service):
    """A claim is redacted as everything else is."""
    with nbauth.Session() as session:
        session.login("https://other.example", nbauth.BasicAuth("ada", CANARY), name="other")
        session.login(service.url, nbauth.BearerAuth(jwt(sub=CANARY, exp=time.time() + 60)), name="api")
        shown = both(nbauth.flow(session.client.get(service.url), session))

    assert "{{other_password}}" in shown and [] == leaks(shown, CANARY)


def test_after_a_logout(service):
    """The session has the token no more, and so nobody can say what was in it."""
    with nbauth.Session() as session:
        session.login(service.url, nbauth.BearerAuth(jwt(iss="https://as.example")), name="api")
        response = session.client.get(service.url)
        session.logout()
        shown = both(nbauth.flow(response, session))

    assert "the session has it no more" in shown and "as.example" not in shown


def test_a_file_asks_for_no_token(service, tmp_path):
    """What a file calls by the name of a token of this session is not looked up."""
    with nbauth.Session() as session:
        session.login(service.url, nbauth.BearerAuth(jwt(iss="https://as.example")), name="api")
        session.client.get(service.url)
        session.history.save(tmp_path / "history.jsonl")
        (loaded,) = session.history.load(tmp_path / "history.jsonl")

        assert "as.example" in repr(nbauth.flow(session.history[0], session))
        assert "as.example" not in repr(nbauth.flow(loaded, session))


def test_a_response_that_came_through_no_session(service):
    """What is known of it; the notebook's session is asked for its secrets."""
    flow = nbauth.flow(httpx.get(service.url, auth=("ada", CANARY)))

    assert "Basic (worked from 1" in repr(flow) and [] == leaks(both(flow), CANARY)


def test_one_at_a_time():
    """Several are refused, with what is taken."""
    with pytest.raises(TypeError, match="flow takes one response, or one Exchange of a history, and not a list"):
        nbauth.flow([digest()])


def test_pictures(tmp_path):
    """By the name of the file."""
    flow = Flow(digest())
    for name in ("flow.svg", "flow.PNG"):
        flow.save(tmp_path / name)

    assert flow.svg() == (tmp_path / "flow.svg").read_text("utf-8")
    assert flow.png() == (tmp_path / "flow.PNG").read_bytes()
    with pytest.raises(InvalidField, match=r"end in \.svg or \.png"):
        flow.save(tmp_path / "flow.pdf")
    assert not (tmp_path / "flow.pdf").exists()
