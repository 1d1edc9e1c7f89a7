"""Lanes and arrows."""

from __future__ import annotations

import re
from dataclasses import replace

from exchanges import came, digest, evil, failed, refreshed, sent
from html_page import assert_inert

from nbauth.core.record import Exchange, Leg
from nbauth.render.drawing import drawing
from nbauth.render.style import AMBER, GREEN

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


def test_a_token_endpoint_has_a_lane():
    """Its arrows end in the middle, and its host stands in its head when it is another one."""
    html = drawing(refreshed())

    assert assert_inert(html).text.startswith("Notebook Token endpointlogin.example.com Server1 GET /items")
    assert "2 POST /token  ►" in assert_inert(html).text
    assert 2 == html.count("width:50%")


def test_a_token_endpoint_of_the_same_host():
    """It has its lane, which need not say the host."""
    legs = list(refreshed().legs)
    legs[1] = replace(legs[1], request=sent("POST", "https://api.example.com/token"))

    assert "Notebook Token endpoint Server1" in assert_inert(drawing(Exchange(1, tuple(legs)))).text


def test_another_server_has_a_lane():
    """By its name; several share one, and then each arrow says where it goes."""
    one, two = redirected(OTHER), redirected(OTHER, "https://third.example/b")

    assert "Notebook other.example Server" in assert_inert(drawing(one)).text
    assert "2 GET /a  ►" in assert_inert(drawing(one)).text
    assert "Notebook Other servers Server" in assert_inert(drawing(two)).text
    assert "3 GET https://third.example/b  ►" in assert_inert(drawing(two)).text


def test_no_response():
    """It says so, and what the failure was, where the answer would be."""
    assert "►no response ConnectError: refused" in assert_inert(drawing(failed())).text


def test_nothing_runs():
    """Methods, URLs, hosts, phrases and challenges are text."""
    assert_inert(drawing(evil()))


def test_many_legs():
    """Those in the middle are counted."""
    legs = tuple(Leg("poll", sent(), came()) for _ in range(40))
    assert "… 24 more legs" in assert_inert(drawing(Exchange(1, legs))).text
