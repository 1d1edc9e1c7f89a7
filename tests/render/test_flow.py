"""The legs in words and headers."""

from __future__ import annotations

import pytest
from exchanges import CHALLENGE, DIGEST, answered, came, digest, evil, failed, refreshed, sent
from html_page import assert_inert

from nbauth.core.record import Exchange, Leg
from nbauth.render.flow import is_telling, leg_list, leg_text, legs_html, legs_text, requests
from nbauth.render.style import weight


def test_what_is_worth_seeing():
    """Several legs, a 401 or a failure."""
    refused = Exchange(1, (Leg("request", sent(), came(401)),))

    assert [True, True, True, False] == [is_telling(each) for each in (digest(), refused, failed(), answered())]
    assert ["2 requests", "1 request"] == [requests(each) for each in (digest(), answered())]


def test_the_list_says_what_the_drawing_shows():
    """Each leg has its number, its sentence, and both headers that it is about, in full."""
    text = assert_inert(legs_html(digest(), 20_000)).text

    assert text.endswith(
        "The request goes out without credentials, to hear what the server asks for."
        " The server refuses, and names the scheme it wants: Digest."
        f"← WWW-Authenticate: {CHALLENGE}"
        "The same request again, with a proof of the password: the password itself is not sent. The server accepts."
        f"→ Authorization: {DIGEST}"
    )


@pytest.mark.parametrize("room", [400, 1_000, 3_000, 6_000])
def test_little_room(room):
    """The drawing goes first, then legs; it is said, and is never more than there is room for."""
    html = legs_html(Exchange(1, evil().legs * 5), room)

    assert weight(html) <= room
    assert "too long to be shown" in assert_inert(html).text


def test_a_list_alone_says_what_was_sent():
    """Where there is no drawing, each line has the request and the answer too."""
    text = assert_inert(leg_list(digest(), 5_000)).text

    assert '→ challenge  GET /items  ← 401 Unauthorized  Digest realm="api"  2 ms  The request goes out' in text


def test_text():
    """A line for each leg, and under it the sentence and the headers."""
    lines = legs_text(refreshed())

    assert "  2 → token      POST https://login.example.com/token  ← 200 OK  0 ms" in lines
    assert "      → Authorization: Bearer {{api_token}}" in lines
    assert 3 == sum(
        "api.example.com" not in line and " → " in line and "Authorization" not in line for line in lines
    )


def test_a_failure_in_a_line():
    """What failed stands where the answer would."""
    assert "→ request    GET /items  ✗ ConnectError: refused  100 ms" == leg_text(failed().legs[0], failed())


def test_a_server_forges_no_line():
    """Line breaks and terminal escapes stay visible and in their line."""
    lines = legs_text(evil())

    assert [] == [line for line in lines if "\n" in line or "\x1b" in line or "\u202e" in line]
