"""The arithmetic of Digest: the RFCs' examples, which challenge is taken, how a name is sent."""

from __future__ import annotations

import pytest
from corpora import corpus

from nbauth.core.challenge import Challenge, parse_challenges
from nbauth.errors import ChallengeRefused
from nbauth.schemes.digest_math import ALGORITHMS, DigestChallenge, response_value, strongest, username_params

DIGESTS = corpus("rfc-vectors/vectors.json", "digest")

WHERE = "http://h"


def challenge(**params):
    """A challenge that can be answered, but for what *params* say; None leaves a parameter out."""
    params = {"realm": "r", "nonce": "n", "qop": "auth", **params}
    return Challenge("digest", tuple((name, value) for name, value in params.items() if value is not None))


@pytest.mark.parametrize("vector", DIGESTS, ids=[vector["source"][:32] for vector in DIGESTS])
def test_vectors(vector):
    """The printed examples come out (RFC 2617 section 3.5, RFC 7616 section 3.9 with its erratum 4897)."""
    text = {name: vector.get(name) for name in ("realm", "nonce", "qop", "opaque", "algorithm", "charset")}
    read = DigestChallenge.of(challenge(**text, userhash="true" if vector.get("userhash") else None))
    proof = response_value(
        read,
        vector["username"],
        vector["password"],
        **{name: vector[name] for name in ("method", "uri", "nc", "cnonce")},
    )

    assert vector["response"] == proof
    assert vector.get("username_hash", vector["username"]) == username_params(read, vector["username"])[0][1]


def test_there_are_vectors():
    """The table of examples has not become empty."""
    assert 4 == len(DIGESTS)


def test_rfc_2069():
    """Without qop the proof has neither count nor cnonce (RFC 2069 section 2.4, with erratum 749)."""
    read = DigestChallenge.of(
        challenge(realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", qop=None)
    )
    proof = response_value(read, "Mufasa", "CircleOfLife", method="GET", uri="/dir/index.html")

    assert "1949323746fe6a43ef61f9606e7febea" == proof


def test_nfc_with_charset_only():
    """charset=UTF-8 asks for NFC (RFC 7616 section 4); without it the bytes stay what they are."""
    decomposed, composed = "e\u0301", "\u00e9"

    assert composed.encode() == DigestChallenge.of(challenge(charset="utf-8")).encode(decomposed)
    assert decomposed.encode() == DigestChallenge.of(challenge()).encode(decomposed)


@pytest.mark.parametrize(
    ("params", "sent"),
    [
        pytest.param({}, "username", id="Apache: its file's bytes, raw"),
        pytest.param({"charset": "UTF-8"}, "username*", id="charset: RFC 7616"),
        pytest.param({"userhash": "false"}, "username*", id="userhash=false: RFC 7616 too"),
        pytest.param({"userhash": "true"}, "username", id="hashed"),
    ],
)
def test_name_outside_of_ascii(params, sent):
    """username* goes only to servers that show that they know it (RFC 7616 section 3.4)."""
    read = DigestChallenge.of(challenge(algorithm="SHA-256", **params))
    [(name, value), *rest] = username_params(read, "Jäsøn Doe")

    assert sent == name
    if params.get("userhash") == "true":
        assert (64, [("userhash", "true")]) == (len(value), rest)
    else:
        expected = "UTF-8''J%C3%A4s%C3%B8n%20Doe" if sent == "username*" else "Jäsøn Doe".encode().decode("latin-1")
        assert (expected, []) == (value, rest)


@pytest.mark.parametrize("charset", ["UTF-8", None])
def test_ascii_name_is_always_username(charset):
    """A name that a quoted-string can hold is sent as one, quotes and backslashes included."""
    read = DigestChallenge.of(challenge(charset=charset))

    assert (("username", 'CORP\\ada "x"'),) == username_params(read, 'CORP\\ada "x"')


@pytest.mark.parametrize(
    ("lines", "taken"),
    [
        pytest.param(['Digest realm="a", nonce="n"'], "", id="none said: MD5"),
        pytest.param(
            ['Digest realm="a", nonce="n", algorithm=MD5', 'Digest realm="a", nonce="n", algorithm=SHA-256'],
            "SHA-256",
            id="two lines",
        ),
        pytest.param(
            [
                'Basic realm="b", Digest realm="a", nonce="n", algorithm=MD5, Digest realm="a", nonce="n", algorithm=SHA-512-256'
            ],
            "SHA-512-256",
            id="one line, after Basic",
        ),
        pytest.param(
            [
                'Digest realm="a", nonce="n", algorithm=SHA-256-sess',
                'Digest realm="a", nonce="n", algorithm=SHA-256',
            ],
            "SHA-256-sess",
            id="equal: the server's first",
        ),
        pytest.param(
            ['Digest realm="a", nonce="n", algorithm=WHIRLPOOL', 'Digest realm="a", nonce="n", algorithm=md5'],
            "md5",
            id="unknown one skipped, spelling kept",
        ),
        pytest.param(
            ['Digest realm="a\x01", nonce="n", algorithm=SHA-512', 'Digest realm="a", nonce="n", algorithm="MD5"'],
            "MD5",
            id="control character skipped, quoted token read",
        ),
    ],
)
def test_strongest(lines, taken):
    """Of all challenges on all lines the strongest that can be answered is taken (RFC 7616 section 3.7)."""
    assert taken == strongest(lines, WHERE).algorithm


def test_order_of_strength():
    """MD5 is the last choice, SHA-512 the first."""
    lines = [f'Digest realm="r", nonce="n", algorithm={name}' for name in ALGORITHMS]
    order = []
    while lines:
        order.append(strongest(lines, WHERE).algorithm)
        lines = [line for line in lines if not line.endswith(f"={order[-1]}")]

    assert ["SHA-512", "SHA-512-256", "SHA-256", "SHA", "MD5"] == order


def test_no_digest_at_all():
    """A 401 that asks for something else is not ours to answer."""
    assert strongest(['Basic realm="x"', "Negotiate"], WHERE) is None
    assert strongest([], WHERE) is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('Digest realm="r", nonce="n", algorithm=WHIRLPOOL', "algorithm 'WHIRLPOOL' is unknown"),
        ('Digest realm="r"', "it has no nonce"),
        ('Digest realm="r", nonce=""', "it has no nonce"),
        ('Digest nonce="n"', "it has no realm"),
        ('Digest realm="r", nonce="n", qop="auth-conf"', "qop 'auth-conf' is unknown"),
        ('Digest realm="r\r\nX: y", nonce="n"', "a control character is in it"),
        ('Digest realm="r", nonce="n\x00"', "a control character is in it"),
    ],
)
def test_what_is_refused(line, reason):
    """What cannot be answered says why, where, and what can be."""
    with pytest.raises(ChallengeRefused) as refused:
        strongest([line, 'Basic realm="b"'], WHERE)

    assert f"http://h: the Digest challenge cannot be answered: {reason}" == str(refused.value)
    assert "SHA-512-256" in refused.value.hint


def test_every_unknown_algorithm_is_named():
    """The error names all the algorithms that were offered."""
    with pytest.raises(ChallengeRefused, match=r"'AES'.*'ROT13-sess'"):
        strongest(
            ['Digest algorithm=AES, realm="r", nonce="n", Digest algorithm=ROT13-sess, realm="r", nonce="n"'], WHERE
        )


def test_algorithm_that_openssl_lacks():
    """An OpenSSL without SHA-512/256 is told apart from a name that nobody knows."""
    with pytest.raises(ChallengeRefused, match="SHA-512-256 is not in this Python's OpenSSL"):
        DigestChallenge.of(challenge(algorithm="SHA-512-256-sess"), available={"md5"})


@pytest.mark.parametrize(
    ("offered", "taken"),
    [("auth-int,auth", "auth"), ("auth-int", "auth-int"), (" AUTH , x", "auth"), ("", ""), (None, ""), (",", "")],
)
def test_qop(offered, taken):
    """auth before auth-int, so that bodies stream; none for servers of RFC 2069; unknown ones are passed over."""
    assert taken == DigestChallenge.of(challenge(qop=offered)).qop


def test_escapes_and_flags():
    """Quoted pairs are undone; stale, userhash and charset are read in any case."""
    text = 'Digest realm="a \\"b\\" \\\\c", nonce="n", STALE=TRUE, userhash=True, charset=utf-8, domain="/a  http://b/c"'
    read = DigestChallenge.of(parse_challenges([text])[0])

    assert 'a "b" \\c' == read.realm
    assert (True, True, True, ("/a", "http://b/c")) == (read.stale, read.userhash, read.is_utf8, read.domain)
