"""An exchange in words."""

from __future__ import annotations

import pytest

from nbauth.core.record import Body, Exchange, Leg, RequestRecord, ResponseRecord
from nbauth.render.words import body_text, challenge, outcome, path, proof, sentence, status

URL = "https://api.example.com/items?page=2"
BASIC = (("Authorization", "Basic {{api_password}}"),)
DIGEST = (("Authorization", 'Digest username="ada", response="{{proof}}"'),)


def leg(purpose="request", headers=(), code=200, url=URL, login=None, answer=()):
    return Leg(purpose, RequestRecord("GET", url, headers), ResponseRecord(code, "", answer), login=login)


def asked(*challenges):
    return tuple(("WWW-Authenticate", text) for text in challenges)


SENTENCES = [
    (
        leg(code=401, answer=asked('Digest realm="a", nonce="b"', "Basic")),
        "The request goes out without credentials. The server refuses, and names the scheme it wants: Digest or Basic.",
    ),
    (
        leg("challenge", code=401, answer=asked('Digest realm="a"'), login="api"),
        "The request goes out without credentials, to hear what the server asks for."
        " The server refuses, and names the scheme it wants: Digest.",
    ),
    (
        leg("answer", DIGEST, login="api"),
        "The same request again, with a proof of the password: the password itself is not sent. The server accepts.",
    ),
    (leg("answer", BASIC, login="api"), "The same request again, this time with credentials. The server accepts."),
    (
        leg("answer", BASIC, 401, login="api"),
        "The same request again, this time with credentials."
        " The server refuses that too, and does not say which scheme it wants.",
    ),
    (leg(headers=BASIC, login="api"), "The login api goes along with the request."),
    (
        leg(code=302, answer=(("Location", "/x"),)),
        "The request goes out without credentials. The server points elsewhere.",
    ),
    (leg("redirect"), "Sent to where the redirect points."),
    (
        leg("redirect", url="https://other.example/"),
        "Sent to where the redirect points, another origin: credentials for the first one stay behind.",
    ),
    (leg("token"), "The flow asks for a token on the way."),
    (leg(code=407), "The request goes out without credentials. A proxy on the way wants credentials of its own."),
    (
        Leg("request", RequestRecord("GET", URL), None, "ConnectError: refused"),
        "The request goes out without credentials. No response came.",
    ),
]


@pytest.mark.parametrize("one, words", SENTENCES, ids=[words for _, words in SENTENCES])
def test_sentence(one, words):
    """Each leg has one sentence on why it was sent, and what came of it."""
    assert words == sentence(one, Exchange(1, (leg(), one)))


def test_challenge_names_each_once():
    """Several algorithms of one scheme are one challenge to a person; a realm is shown inert."""
    response = leg(
        code=401, answer=asked('Digest realm="a\x1b[31m", qop=auth', 'Digest realm="a\x1b[31m"', "Basic")
    )

    assert 'Digest realm="a [31m", Basic' == challenge(response.response)
    assert "" == challenge(leg(answer=asked("Basic")).response)


def test_proof_hides_everything_but_the_scheme():
    """Nothing of a credential is in the short form, whatever redaction has left."""
    assert "Digest ••••••" == proof(RequestRecord("GET", URL, DIGEST))
    assert "••••••" == proof(RequestRecord("GET", URL, (("authorization", "token-alone"),)))
    assert "" == proof(RequestRecord("GET", URL))


def test_status_and_outcome():
    """A missing phrase is filled in; a failure is named by its class."""
    assert "404 Not Found" == status(ResponseRecord(404))
    assert "299" == status(ResponseRecord(299))
    assert "failed: ReadTimeout" == outcome(Exchange(1, (leg(),), error="ReadTimeout: timed out"))
    assert "nothing sent" == outcome(Exchange(1, ()))


def test_path_tells_another_origin():
    """Within an origin the path is enough."""
    exchange = Exchange(1, (leg(),))

    assert "/items?page=2" == path(RequestRecord("GET", URL), exchange)
    assert "http://api.example.com/items" == path(RequestRecord("GET", "http://api.example.com/items"), exchange)


@pytest.mark.parametrize(
    "content, media, text",
    [
        (b'{"a":"\xc3\xa9"}', "application/json", '{\n  "a": "é"\n}'),
        (b'{"a":', "application/json", '{"a":'),
        (b"[" * 5000, "application/problem+json", "[" * 5000),
        ("é".encode("latin-1"), "text/plain; charset=iso-8859-1", "é"),
        (b"a\x1b]8;;http://evil\x07", "text/plain", "a^[]8;;http://evil^G"),
        (b"a", "text/plain; charset=nonsense", "a"),
        (b"\x89PNG\xff", "image/png", None),
        (b"a=1", "application/x-www-form-urlencoded", "a=1"),
        (b"a", "", "a"),
        (b"a\0", "", None),
    ],
)
def test_body_text(content, media, text):
    """JSON is laid out, text is inert, what is not text is not shown."""
    assert text == body_text(Body(content, len(content)), media)
