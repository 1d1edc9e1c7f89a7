"""An exchange in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from exchanges import DIGEST, URL, answered, came, digest, failed, sent

from nbauth.core.record import Exchange, Leg, RequestRecord, ResponseRecord
from nbauth.render import words
from nbauth.wire.session_logins import RESERVED


def test_challenge_names_each_once():
    """Several algorithms of one scheme are one challenge to a person; a realm is shown inert."""
    asked = ['Digest realm="a\x1b[31m", qop=auth', 'Digest realm="a\x1b[31m"', "Basic"]
    headers = tuple(("WWW-Authenticate", text) for text in asked)

    assert 'Digest realm="a [31m", Basic' == words.challenge(came(401, headers=headers))
    assert "Digest or Basic" == words.schemes_asked(came(401, headers=headers))
    assert "" == words.challenge(came(200, headers=headers))


@pytest.mark.parametrize(
    "value, shown",
    [(DIGEST, "Digest ••••••"), ("token-alone", "••••••"), (" ", ""), ("Basic ", "••••••"), (None, "")],
)
def test_proof_hides_everything_but_the_scheme(value, shown):
    """Nothing of a credential is in the short form, whatever redaction has left."""
    headers = (("authorization", value),) if value is not None else ()
    assert shown == words.proof(RequestRecord("GET", URL, headers))


def test_status_and_outcome():
    """A missing phrase is filled in; a failure is named by its class."""
    assert "404 Not Found" == words.status(ResponseRecord(404))
    assert "299" == words.status(ResponseRecord(299))
    assert "failed: ReadTimeout" == words.outcome(failed("ReadTimeout: timed out"))
    assert "nothing sent" == words.outcome(Exchange(1, ()))


def test_names_of_schemes():
    """As their specifications write them, whatever a server does."""
    challenges = (("WWW-Authenticate", "APIKEY, dpop, ntlm, BASIC realm=a"), ("WWW-Authenticate", "own"))
    response = came(401, headers=challenges)

    assert "ApiKey or DPoP or NTLM or Basic or Own" == words.schemes_asked(response)


def test_facts():
    """Time, size and login; no size where nothing was read, and where it came from instead of a login."""
    assert ["6 ms", "12 B", "login api"] == words.facts(digest())
    assert ["6 ms", "no login"] == words.facts(answered(note="not read"))
    for name, said in (
        ("auth", "auth= of the call"),
        ("client", "auth= of the client"),
        ("url", "user in the URL"),
    ):
        own = replace(answered().legs[0], login=name)
        assert said == words.facts(replace(answered(), legs=(own,)))[-1]
        assert name in RESERVED
    granted = replace(answered(), legs=(replace(answered().legs[0], login="auth", purpose="token"),))
    assert "for a login" == words.facts(granted)[-1]  # nobody has given auth= to that
    assert ["6 ms", "0 B", "read from a file"] == words.facts(replace(answered(), imported=True))


def test_path_tells_another_origin():
    """Within a known origin the path is enough; userinfo is none of it."""
    known = {"https://api.example.com"}

    assert "/items?page=2" == words.path(f"{URL}?page=2", known)
    assert "/" == words.path("https://me@api.example.com", known)
    assert "http://api.example.com/items" == words.path("http://api.example.com/items", known)
    assert "http://[/a" == words.path("http://[/a", known)


def test_headers_of_a_flow():
    """Credentials wherever they stand, and what the server says about them; of the rest nothing."""
    request = sent(headers=(("X-API-Key", "{{k_key}}"), ("Accept", "*/*"), ("Authorization", "Bearer {{t}}")))
    answer = came(401, b"", "text/plain", (("WWW-Authenticate", "Bearer"), ("Server", "x"), ("Retry-After", "3")))

    assert [
        ("→", "X-API-Key", "{{k_key}}"),
        ("→", "Authorization", "Bearer {{t}}"),
        ("←", "WWW-Authenticate", "Bearer"),
        ("←", "Retry-After", "3"),
    ] == list(words.headers_of_flow(Leg("request", request, answer)))


def test_many_legs_are_shortened_in_the_middle():
    """The first ones tell how it began, the last ones how it ended."""
    leg = Leg("poll", sent(), came())
    shown = words.shown_legs(Exchange(1, (leg,) * 100))

    assert [*range(1, 14), 84, 98, 99, 100] == [number for number, _ in shown]
    assert [84] == [number for number, each in shown if each is None]
    assert 16 == len(words.shown_legs(Exchange(1, (leg,) * 16)))
