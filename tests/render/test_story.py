"""The flow of one exchange, explained."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from exchanges import DIGEST, digest, evil, refreshed
from html_page import assert_inert

from nbauth.core.record import Exchange
from nbauth.render.story import flow_html, flow_text, story_html, story_lines
from nbauth.render.style import LIMIT, weight
from nbauth.render.worked.jwt import Jwt


def test_it_is_a_story():
    """Drawn, told, compared, worked: in this order."""
    text = assert_inert(flow_html(digest())).text
    told = [
        "NotebookServer",
        "►",
        "The request goes out without",
        "What changed against 1:",
        f"+ Authorization: {DIGEST}",
    ]
    told += ["Digest worked from 2", "A1", "ada:api:{{api_password}}", "HA2"]

    places = [text.replace("Notebook Server", "NotebookServer").find(each) for each in told]
    assert -1 not in places and sorted(places) == places


def test_the_text_says_the_same():
    """Every line of the text stands in the page, but for its marks."""
    page = assert_inert(flow_html(digest())).text
    for line in flow_text(digest()).splitlines()[2:]:
        said = re.sub(r"^\s*(?:[12] →.*|[-+=!] |\S+ \(worked.*|[\w ]{1,13} {2,})?", "", line).strip()
        assert said in page, line


def test_what_is_compared_is_not_shown_twice():
    """A header that a leg has more stands in what changed; in the first leg, as it is."""
    html = flow_html(digest())

    assert 1 == html.count("Authorization</b>") + html.count("+</span> Authorization")
    assert "      → Authorization: Bearer {{api_token}}" in flow_text(refreshed()).splitlines()


def test_what_is_wrong_is_open_and_first():
    """Of many panels only those are open in which something is wrong."""
    legs = [
        replace(leg, request=replace(leg.request, url=leg.request.url.replace("https", "http")))
        for leg in refreshed().legs
    ]
    page = assert_inert(flow_html(Exchange(1, tuple(legs)))).text

    assert "look at what is wrong" in page
    assert "wrong The token went to api.example.com over plain http" in page


@pytest.mark.parametrize("room", [2_500, 5_000, 12_000, 30_000])
def test_little_room(room):
    """It is never more than there is room for, and says that something is left out."""
    html = story_html(Exchange(1, evil().legs * 6), room)

    assert weight(html) <= room
    assert "too long to be shown" in assert_inert(html).text


def test_it_has_a_bound():
    """However long the flow."""
    long = Exchange(1, (*evil().legs * 20, *digest().legs * 30))

    assert weight(flow_html(long)) <= LIMIT
    assert_inert(flow_html(long))
    assert weight("\n".join(story_lines(long))) <= 21_000


def test_nothing_runs_and_no_line_is_forged():
    """What a server and a user wrote is text."""
    assert_inert(flow_html(evil()))
    assert [] == [line for line in flow_text(evil()).splitlines() if "\x1b" in line or "\u202e" in line]


def test_what_is_known_of_a_token():
    """Claims are shown where somebody has them."""
    known = {"api_token": Jwt({"alg": "RS256"}, {"iss": "https://as.example"}, {})}

    assert "https://as.example" in flow_text(refreshed(), known) and "https://as.example" in flow_html(
        refreshed(), known
    )
    assert "https://as.example" not in flow_text(refreshed())
