"""Challenges for any text: what is built is read back, nothing else is raised, and time is linear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from nbauth.errors import ChallengeSyntaxError

tokens = st.text("!#$%&'*+-.^_`|~09azAZ", min_size=1, max_size=12)
values = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from('\t"\\, ='), max_size=20)
names = tokens.map(str.lower)
params = st.dictionaries(names, values, max_size=6).map(lambda found: tuple(found.items()))
token68s = st.from_regex(r"[A-Za-z0-9\-._~+/]{1,20}={0,3}", fullmatch=True)
challenges = st.builds(Challenge, tokens, params) | st.builds(
    lambda scheme, text: Challenge(scheme, (), text), tokens, token68s
)
hostile = st.text("aZ9=\"\\ ,\t'~/\r\n\0é€", max_size=60) | st.text(max_size=30)


@given(st.lists(challenges, max_size=4), st.booleans())
def test_what_is_built_is_read_back(several, one_line):
    """Building and parsing are inverse, on one line and on several (RFC 9110 section 5.3)."""
    lines = [build_challenge(one) for one in several]
    if one_line:
        lines = [", ".join(lines)]

    assert several == list(parse_challenges(lines, strict=True)) == list(parse_challenges(lines))


@given(challenges)
def test_credentials_are_read_back(given_ones):
    """Building and parsing are inverse for Authorization too."""
    credentials = Credentials(given_ones.scheme, given_ones.params, given_ones.token68)

    assert credentials == parse_credentials(build_credentials(credentials))


@given(params)
def test_params_are_read_back(pairs):
    """Building and parsing are inverse for Authentication-Info."""
    assert dict(pairs) == parse_params(build_params(pairs), strict=True) == parse_params(build_params(pairs))


@given(values)
def test_quote_is_undone_by_reading(text):
    """A quoted-string carries any text (RFC 9110 section 5.6.4)."""
    assert {"a": text} == parse_params(f"a={quote(text)}", strict=True)


@given(st.lists(hostile, max_size=3))
def test_any_text_is_read_or_refused_with_a_position_inside_it(lines):
    """Lenient never raises; strict raises its own error only, and where it does not, both agree."""
    found = parse_challenges(lines)
    try:
        assert found == parse_challenges(lines, strict=True)
    except ChallengeSyntaxError as error:
        assert 0 <= error.position < len(", ".join(lines))
    for one in found:
        parse_challenges([build_challenge(one)], strict=True)


@given(hostile)
def test_any_text_as_params_or_credentials(text):
    """The other two parsers raise their own error only, too."""
    parse_params(text)
    for parse in (parse_credentials, lambda value: parse_params(value, strict=True)):
        try:
            parse(text)
        except ChallengeSyntaxError as error:
            assert 0 <= error.position <= len(text)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    [
        '"',
        '"\\"',
        "\\",
        'a="',
        'a="b',
        'a="b\\',
        "a=",
        "a =",
        "a ",
        "a",
        "=",
        ",",
        "A,",
        '@"',
        ' a= "\\,',
        "a==",
        "+/=,",
        "\r\n ",
        "\0",
        "é",
    ],
)
@pytest.mark.parametrize("start", ["", "B ", "B x=", 'B x="'], ids=repr)
def test_time_is_linear_in_the_text(start, piece):
    """400,000 characters from a hostile server take a second; a quadratic reader would need minutes."""
    line = start + piece * (400_000 // len(piece))

    parse_challenges([line])
    parse_params(line)
