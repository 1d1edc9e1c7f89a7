"""Challenges, credentials and their parameters: what servers send, and what nobody should (RFC 9110 section 11)."""

from __future__ import annotations

import pytest
from corpora import corpus

from nbauth.core.challenge import (
    Challenge,
    Credentials,
    build_challenge,
    build_credentials,
    build_params,
    parse_challenges,
    parse_credentials,
    parse_params,
    quote,
)
from nbauth.errors import ChallengeSyntaxError, InvalidField

CANARY = 'p+/"&<%é z9'

CASES = corpus("greenbytes-httpauth/cases.json", "cases")
ERRORS_BY_GRAMMAR = {"missingquote": 12, "simplebasictokbs": 12, "simplebasiccomma2": 7}


def challenge(scheme: str, token68: str | None = None, **params: str) -> Challenge:
    return Challenge(scheme, tuple(params.items()), token68)


def test_the_table_of_other_peoples_cases_is_whole():
    """The httpauth suite has 32 cases; a table that lost some would prove less."""
    assert len({case["id"] for case in CASES}) in (32, 0)  # 0: a clone that stands alone


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_realm_is_the_one_that_browsers_find(case):
    """The httpauth suite of greenbytes, with the realms that Firefox extracts."""
    realms = [found.realm for found in parse_challenges(case["headers"]) if found.scheme == "basic"]

    assert case["basic_realm"] == ((realms or [None])[0] or "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_strict_reading_refuses_the_syntax_errors_and_agrees_on_the_rest(case):
    """Three of the suite's cases are errors by the grammar of RFC 9110 section 11.6.1."""
    if case["id"] in ERRORS_BY_GRAMMAR:
        with pytest.raises(ChallengeSyntaxError) as caught:
            parse_challenges(case["headers"], strict=True)
        assert ERRORS_BY_GRAMMAR[case["id"]] == caught.value.position
    else:
        assert parse_challenges(case["headers"]) == parse_challenges(case["headers"], strict=True)


REALISTIC = [
    (
        # RFC 9110 section 11.6.1
        ['Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""'],
        [challenge("basic", realm="simple"), challenge("newauth", realm="apps", type="1", title='Login to "apps"')],
    ),
    (
        # RFC 7616 section 3.9.1: two lines, the strongest first
        [
            'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj"',
            'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj"',
        ],
        [
            challenge(
                "digest", realm="http-auth@example.org", qop="auth, auth-int", algorithm="SHA-256", nonce="7ypf/xlj"
            ),
            challenge(
                "digest", realm="http-auth@example.org", qop="auth, auth-int", algorithm="MD5", nonce="7ypf/xlj"
            ),
        ],
    ),
    (
        # RFC 6750 section 3
        ['Bearer realm="example", error="invalid_token", error_description="The access token expired"'],
        [challenge("bearer", realm="example", error="invalid_token", error_description="The access token expired")],
    ),
    (["Negotiate", "NTLM"], [challenge("negotiate"), challenge("ntlm")]),  # IIS
    (["Negotiate YIIC+/=="], [challenge("negotiate", "YIIC+/==")]),  # RFC 4559 section 5
    (['Negotiate oYG=, Basic realm="x"'], [challenge("negotiate", "oYG="), challenge("basic", realm="x")]),
    ([], []),
    (["", " ", ",,"], []),
]

SYNTHETIC = [
    (['Basic\trealm\t=\t"a\tb"\t,\tcharset="UTF-8"'], [challenge("basic", realm="a\tb", charset="UTF-8")]),
    (['Digest realm="a",\r\n\tnonce="b",\n opaque="c"'], [challenge("digest", realm="a", nonce="b", opaque="c")]),
    (
        ["A, B ,, C , x=1, D e/f=,,"],
        [challenge("a"), challenge("b"), challenge("c", x="1"), challenge("d", "e/f=")],
    ),
    (["X a=1, A=2, a=3"], [challenge("x", a="1")]),
    (['X a="", b="\\\\", c="\\"", d=","'], [challenge("x", a="", b="\\", c='"', d=",")]),
    (['Digest realm="a"', 'nonce="b"'], [challenge("digest", realm="a", nonce="b")]),  # section 5.3
    (['Basic realm="x, Digest nonce=y"'], [challenge("basic", realm="x, Digest nonce=y")]),
    (["X basic=1, Basic =2, Basic"], [challenge("x", basic="1"), challenge("basic")]),
]


@pytest.mark.parametrize("strict", [False, True], ids=["lenient", "strict"])
@pytest.mark.parametrize(("lines", "expected"), REALISTIC + SYNTHETIC)
def test_valid_fields_read_the_same_both_ways(lines, expected, strict):
    """What follows the grammar of RFC 9110 section 11.6.1 has one reading."""
    assert expected == list(parse_challenges(lines, strict=strict))


PATHOLOGICAL = [
    # line, what is made of it, what strict says, and where
    ('Digest realm="a" nonce="b"', [challenge("digest", realm="a", nonce="b")], "expected a comma", 17),
    (
        'Digest realm="a", opaque=, nonce="b"',
        [challenge("digest", realm="a", opaque="", nonce="b")],
        "expected a token or",
        25,
    ),
    ('realm="a", Basic realm="b"', [challenge("basic", realm="b")], "no scheme", 0),
    ('Basic realm="a" Evil realm="b"', [challenge("basic", realm="a")], "expected a comma", 16),
    (
        'Basic realm="a"junk, Digest nonce=b',
        [challenge("basic", realm="a"), challenge("digest", nonce="b")],
        "expected a comma",
        15,
    ),
    ('@ "x, Basic realm=evil", Basic realm="b"', [challenge("basic", realm="b")], "expected a scheme", 0),
    ('Basic "realm", Digest nonce=b', [challenge("basic"), challenge("digest", nonce="b")], "expected a scheme", 6),
    (
        "Newauth foo bar, Basic realm=b",
        [challenge("newauth"), challenge("basic", realm="b")],
        "expected a scheme",
        8,
    ),
    ("Negotiate abc=, realm=x", [challenge("negotiate", "abc=")], "no scheme", 16),
    ('Basic realm="a\x00b\r\nc"', [challenge("basic", realm="a b  c")], "control character", 14),
    ('Basic realm="a\\', [challenge("basic", realm="a")], "not closed", 12),
    ("Bäsic realm=x, Basic realm=y", [challenge("basic", realm="y")], "expected a scheme", 0),
    ("Basic realm=ä", [challenge("basic", realm="ä")], "expected a token or", 12),
    ("=", [], "expected a scheme", 0),
    ('"', [], "expected a scheme", 0),
]


@pytest.mark.parametrize(("line", "expected", "reason", "position"), PATHOLOGICAL)
def test_broken_fields_are_read_by_rule_or_refused_with_a_position(line, expected, reason, position):
    """Each of the six lenient rules, and what a strict reader says at the same place."""
    assert expected == list(parse_challenges([line]))

    with pytest.raises(ChallengeSyntaxError, match=reason) as caught:
        parse_challenges([line], strict=True)
    assert position == caught.value.position


def test_position_counts_in_the_joined_lines():
    """Lines of one field are one list, joined by ", " (RFC 9110 section 5.3)."""
    with pytest.raises(ChallengeSyntaxError, match=r"^Proxy-Authenticate: .* at position 11$"):
        parse_challenges(["Basic", 'X y="z', "Y"], strict=True, header="Proxy-Authenticate")


# -- values ------------------------------------------------------------------------------------------------


def test_challenge_is_a_value():
    """Scheme and names compare in any case, values exactly (RFC 9110 section 11.1 and 11.2)."""
    one = Challenge("DIGEST", (("Realm", "a"), ("realm", "b")))

    assert {one} == {Challenge("digest", (("realm", "a"),))}
    assert one != Challenge("digest", (("realm", "A"),))
    assert ("a", "a", None, "") == (one.realm, one.get("REALM"), one.get("nonce"), one.get("nonce", ""))
    assert Challenge("basic").realm is None


def test_credentials_show_no_value():
    """A repr ends up in logs and in notebooks."""
    digest = parse_credentials(f"Digest username={quote(CANARY)}, response=abcdef")
    basic = parse_credentials("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")

    assert CANARY == digest.get("username")
    assert "<Credentials digest: username, response>" == repr(digest) == str(digest)
    assert "<Credentials basic: token68>" == f"{basic}"
    assert "<Credentials negotiate: >" == repr(parse_credentials("Negotiate"))


@pytest.mark.parametrize(
    ("value", "reason", "position"),
    [
        ("", "expected a scheme", 0),
        ("Basic YQ==, Bearer x", "second scheme", 12),
        ("Basic YQ== YQ==", "expected a token or a quoted-string", 9),
        ("Bearer a b", "expected a scheme", 7),
        ('Digest username="a', "not closed", 16),
        ("Bearer p+/é", "expected a scheme", 7),
    ],
)
def test_authorization_is_exactly_one_scheme(value, reason, position):
    """RFC 9110 section 11.6.2; the message names the place and quotes nothing of the credential."""
    with pytest.raises(ChallengeSyntaxError, match=f"^Authorization: .*{reason}") as caught:
        parse_credentials(value)
    assert position == caught.value.position


def test_no_error_quotes_what_it_read():
    """A header that cannot be read may hold a credential."""
    for text in (CANARY, f"Digest {CANARY}", f"Digest username={CANARY}", f'Digest username="{CANARY}'):
        with pytest.raises(ChallengeSyntaxError) as caught:
            parse_credentials(text)
        assert "z9" not in f"{caught.value!r} {caught.value} {vars(caught.value)}"


def test_authentication_info_is_a_list_of_parameters():
    """RFC 7616 section 3.5, RFC 7615 section 3: no scheme."""
    value = 'rspauth="6629", cnonce="0a4f\\"", nc=00000001 ,, qop = auth'

    expected = {"rspauth": "6629", "cnonce": '0a4f"', "nc": "00000001", "qop": "auth"}
    assert expected == parse_params(value) == parse_params(value, strict=True)
    assert {} == parse_params("") == parse_params("Digest")
    assert {"nc": "1"} == parse_params('Digest nextnonce="a, nextnonce=b", nc=1')
    with pytest.raises(ChallengeSyntaxError, match=r"^Proxy-Authentication-Info: expected .* at position 0"):
        parse_params('Digest nextnonce="n"', "Proxy-Authentication-Info", strict=True)


# -- building ----------------------------------------------------------------------------------------------


def test_quotes_stand_where_the_digest_rfc_wants_them():
    """RFC 7616 sections 3.3 and 3.4: qop is quoted in a challenge, bare in credentials; nc and algorithm are bare."""
    asked = challenge(
        "digest", realm="a b", qop="auth", algorithm="MD5", stale="true", userhash="false", charset="UTF-8"
    )
    assert (
        'Digest realm="a b", qop="auth", algorithm=MD5, stale=true, userhash=false, charset=UTF-8'
        == build_challenge(asked)
    )

    answered = Credentials(
        "digest", (("username*", "UTF-8''J%C3%A4s"), ("qop", "auth"), ("nc", "00000001"), ("uri", "/"))
    )
    assert "Digest username*=UTF-8''J%C3%A4s, qop=auth, nc=00000001, uri=\"/\"" == build_credentials(answered)
    assert 'nextnonce="n", qop=auth' == build_params([("nextnonce", "n"), ("qop", "auth")])
    assert "Negotiate" == build_challenge(challenge("negotiate"))
    assert 'Digest algorithm="a, b"' == build_challenge(challenge("digest", algorithm="a, b"))


@pytest.mark.parametrize("char", ["\r", "\n", "\0", "\x1b", "\x7f"])
def test_no_control_character_gets_into_a_header(char):
    """CR and LF would start another header (RFC 9110 section 5.5)."""
    text = f"{CANARY}{char}Set-Cookie: a=b"
    for attempt in (
        lambda: quote(text),
        lambda: build_params([(text, "a")]),
        lambda: build_challenge(challenge("basic", realm=text)),
        lambda: build_challenge(Challenge(text)),
        lambda: build_credentials(challenge("bearer", text)),
    ):
        with pytest.raises(InvalidField) as caught:
            attempt()
        assert "z9" not in str(caught.value)


@pytest.mark.parametrize(
    "wrong",
    [
        Challenge("a b"),
        Challenge(""),
        Challenge("a", (("", "x"),)),
        Challenge("a", (("b", "c"),), "d"),
        Challenge("a", (), ""),
    ],
)
def test_what_cannot_be_said_is_not_built(wrong):
    """Parameters and token68 exclude each other; names are tokens (RFC 9110 section 11.2)."""
    with pytest.raises(InvalidField):
        build_challenge(wrong)
