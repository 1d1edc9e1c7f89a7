"""Lanes and arrows."""

from __future__ import annotations

import re
from dataclasses import replace

from exchanges import came, digest, evil, failed, refreshed, sent
from html_page import assert_inert

from nbauth.core.record import Exchange, Leg
from nbauth.export.svg import to_svg
from nbauth.render.drawing import drawing
from nbauth.render.flow import leg_text
from nbauth.render.style import AMBER, GREEN
from nbauth.render.words import UNSEEN

OTHER = "https://other.example/a"


def redirected(*urls):
    legs = [Leg("request", sent(), came(302)), *(Leg("redirect", sent(url=url), came()) for url in urls)]
    return Exchange(1, tuple(legs))


def test_it_reads_without_styles():
    """Number, request, arrow, then arrow, status, challenge and time: in this order, with spaces between."""
    assert (
        'Notebook Server1 GET /items  ►◄  401 Unauthorized Digest realm="api" 2 ms'
        "2 GET /items  Digest ••••••  ►◄  200 OK 4 ms"
    ) == assert_inert(drawing(digest())).text


def test_an_answer_has_the_colour_of_its_status():
    """A dashed line in the colour of the pill beside it."""
    assert [AMBER, GREEN] == re.findall(r"2px dashed (#\w+)", drawing(digest()))


def test_an_authorization_server_has_a_lane():
    """Its arrows end at its own line, and say by name what the flow wanted there."""
    html = drawing(refreshed())

    heads = "Notebook Authorization serverlogin.example.com APIapi.example.com"
    assert assert_inert(html).text.startswith(f"{heads}1 GET /items")
    assert "2 token POST /token  ►" in assert_inert(html).text


def test_an_arrow_ends_at_the_line_of_its_lane():
    """To the API over two gaps, to the authorization server over one; the lines of the others go on beside it."""
    rows = drawing(refreshed()).split('<div style="display:flex">')[1:]
    lines = [re.findall(r"border-left:1px solid [^;]*;width:([\d.]+)%", row) for row in rows]

    assert [["76.00", "12"], ["38.00", "38.00", "12"], ["76.00", "12"]] == lines


def test_servers_of_redirects_have_lanes():
    """Each by its host, so that an arrow says a path alone."""
    two = drawing(redirected(OTHER, "https://third.example/b"))

    assert "Notebook Serverapi.example.com other.example third.example1 GET" in assert_inert(two).text
    assert "2 GET /a  ►" in assert_inert(two).text and "3 GET /b  ►" in assert_inert(two).text


def test_in_a_shared_lane_an_arrow_says_where_it_goes():
    """More servers than there is room for share the last lane."""
    html = drawing(redirected(*(f"https://h{n}.example/{n}" for n in range(8))))

    assert "Other servers1 GET /items" in assert_inert(html).text
    assert "GET https://h7.example/7  ►" in assert_inert(html).text


def test_a_wait_is_said():
    """A flow that polls does nothing most of the time."""
    first = Leg("poll", sent(), came(400), started=100.0, elapsed=0.1)
    polls = Exchange(1, (first, replace(first, started=105.1), replace(first, started=105.4)))

    assert ["5.0 s later"] == re.findall(r"[\d.]+ s later", assert_inert(drawing(polls)).text)


def test_no_response():
    """It says so, and what the failure was, where the answer would be."""
    assert "►no response ConnectError: refused" in assert_inert(drawing(failed())).text


def test_what_only_the_browser_has_seen():
    """No answer in the record is no failure there; in both forms, and in the picture."""
    page = Leg("authorize", sent(url="https://login.example.com/authorize"), None, by="browser")
    exchange = Exchange(1, (page, *refreshed().legs[1:2]))

    for shown in (drawing(exchange), leg_text(page, exchange), to_svg(exchange)):
        assert UNSEEN in shown and "no response" not in shown


def test_nothing_runs():
    """Methods, URLs, hosts, phrases and challenges are text."""
    assert_inert(drawing(evil()))


def test_many_legs():
    """Those in the middle are counted."""
    legs = tuple(Leg("poll", sent(), came()) for _ in range(40))
    assert "… 24 more legs" in assert_inert(drawing(Exchange(1, legs))).text
