"""The history: a row for each exchange."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from exchanges import DIGEST, answered, came, digest, evil, failed, refreshed, sent
from html_page import Page, assert_inert
from hypothesis import given
from hypothesis import strategies as st

from nbauth.core.record import Exchange, Leg
from nbauth.render.history import HTML_ROOM, TEXT_ROOM, HistoryRows, on_the_wire, row_text


def realistic(number):
    """An exchange as a day's work has them: an API with long paths, now and then a challenge or an error."""
    url = f"https://api.example.com/v1/customers/{number * 37}/orders?page={number % 9}&size=50"
    common = (("Accept", "*/*"), ("Accept-Encoding", "gzip, deflate"), ("User-Agent", "python-httpx/0.28.1"))
    ask, answer = sent(url=url, headers=common), sent(url=url, headers=(*common, ("Authorization", DIGEST)))
    good = came(200, b'{"items": []}' * (number % 70), "application/json")
    asked = came(401, headers=(("WWW-Authenticate", 'Digest realm="api", nonce="abcdef", qop="auth"'),))
    if number % 10 == 0:
        legs = (Leg("challenge", ask, asked, login="api"), Leg("answer", answer, good, login="api"))
    elif number % 17 == 0:
        legs = (Leg("request", ask, came(404, b"{}", "application/json")),)
    elif number % 101 == 0:
        legs = (Leg("request", ask, None, "ConnectTimeout: timed out"),)
    else:
        legs = (Leg("request", answer, good, login="api"),)
    return Exchange(number, legs, number % 500 / 1000, legs[-1].error)


THOUSAND = [realistic(number) for number in range(1, 1001)]


def bundle(rows):
    return {"text/plain": rows.text(), "text/html": rows.html()}


def test_a_thousand_rows_are_a_light_message():
    """Both forms together are at most 130 KB as they are sent."""
    data = bundle(HistoryRows(THOUSAND))

    assert len(json.dumps(data, ensure_ascii=False).encode()) <= 130_000


def test_all_of_a_thousand_are_there():
    """Older ones are a line each; the newest open to their legs; how to open the others is said."""
    page = assert_inert(HistoryRows(THOUSAND).html())
    numbers = [int(number) for number in re.findall(r"^ *(\d+)  (?:\d{3}|✗) ", page.text, re.MULTILINE)]
    opening = page.tags.count("details") - 1

    assert list(range(2, 1001 - opening)) == numbers  # the first one stands right behind the title
    assert opening >= 10
    assert f"{1000 - opening} older, a line each with their legs: %http_history 1-{1000 - opening}" in page.text


def test_rows():
    """Number, status in words, method, host and path, time, size and login; it opens to what each leg did."""
    page = assert_inert(HistoryRows([digest(number=3), answered(b"x", "text/plain", number=4)]).html())

    assert "3 200 OK GET api.example.com/items 6 ms 12 B api" in page.text
    assert "4 200 OK GET api.example.com/items 6 ms 1 B " in page.text
    assert "→ answer     GET /items  Digest ••••••  ← 200 OK  4 ms  The same request again" in page.text
    assert ("open", None) not in page.attributes


def test_the_flow_of_each():
    """With flow, and where there is one row alone, they are open and drawn."""
    rows = [digest(number=3), refreshed()]

    assert 2 == HistoryRows(rows, flow=True).html().count("<details open>")
    assert "Authorization server" in HistoryRows(rows, flow=True).html()
    assert 1 == HistoryRows(rows[:1]).html().count("<details open>")
    assert "The access token has run out" in HistoryRows(rows, flow=True).text()


def test_long_statuses_are_cut():
    """Columns stay where they are, in both forms."""
    codes = (200, 500, 431)
    rows = HistoryRows([Exchange(code, (Leg("request", sent(), came(code)),)) for code in codes])

    assert 1 == len({row.index(" GET ") for row in rows.text().splitlines() if row[2].isdigit()})
    assert "500 Internal Server …" in assert_inert(rows.html()).text


def test_what_was_read_from_a_file():
    """Is not this session's, whatever login it names."""
    rows = HistoryRows([replace(digest(), imported=True), digest(number=2)])

    assert ["from a file", "api"] == [row.split("  ")[-1] for row in rows.text().splitlines() if row[2].isdigit()]
    assert "from a file" in assert_inert(rows.html()).text


def test_text():
    """A line for each, and below it a line for each leg; what was dropped is said."""
    assert (
        HistoryRows([digest(number=2), failed()], dropped=1).text()
        == """\
1 older exchanges were dropped
  2  200 OK                GET       6 ms     12 B  api.example.com/items  api
      1 → challenge  GET /items  ← 401 Unauthorized  Digest realm="api"  2 ms
      2 → answer     GET /items  Digest ••••••  ← 200 OK  4 ms
  9  ✗ ConnectError        GET     100 ms           api.example.com/items
      1 → request    GET /items  ✗ ConnectError: refused  100 ms"""
    )


def test_text_of_a_thousand():
    """The newest with their legs, before them a line each; the oldest are counted, with what shows them."""
    lines = HistoryRows(THOUSAND).text().splitlines()
    left = int(re.fullmatch(r"(\d+) more: %http_history 1-\1", lines[0])[1])

    assert lines[1].startswith(f" {left + 1}  200 ")
    assert lines[-1].startswith("      2 → answer ")
    assert 1 == sum("with their legs: %http_history" in line for line in lines)


def test_nothing_yet():
    """No exchange is said in words."""
    assert "nothing was sent yet" == HistoryRows([]).text()
    assert "nothing was sent yet" == Page(HistoryRows([]).html()).text
    assert "5 older exchanges were dropped" in HistoryRows([answered()], 5).html()


@pytest.mark.parametrize("exchange", [evil(), evil(media="application/json")])
def test_nothing_runs(exchange):
    """What others wrote is text in every kind of row."""
    rows = HistoryRows([exchange] * 300)

    assert_inert(rows.html())
    assert_inert(HistoryRows([exchange], flow=True).html())
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", rows.text() + rows.html())


@pytest.mark.parametrize("flow", [False, True])
@pytest.mark.parametrize(
    "exchange",
    [answered(url="https://x/" + "€" * 300), answered(url='https://x/"' + '"\\' * 300), evil()],
    ids=["euro signs", "quotes", "evil"],
)
def test_never_more_than_its_room(exchange, flow):
    """Whatever the URLs are."""
    rows = HistoryRows([exchange] * 1000, dropped=10**9, flow=flow)

    assert on_the_wire(rows.html()) <= HTML_ROOM
    assert on_the_wire(rows.text()) <= TEXT_ROOM


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n")))
def test_on_the_wire(text):
    """Counts the bytes of a JSON string as a kernel sends it."""
    assert len(json.dumps(text, ensure_ascii=False).encode()) == on_the_wire(text)


def test_a_long_url_has_its_beginning():
    """A row is a line."""
    assert row_text(answered(url="https://api.example.com/" + "a" * 500)).endswith("aaa…")
    assert "  9  ✗   GET     100 ms           api.example.com/items" == row_text(failed())


def test_the_flow_of_one_is_explained():
    """Asked for by its number, it has the panels too, in both forms."""
    one, drawn = HistoryRows([digest()], flow=True), HistoryRows([digest()])

    assert "Digest worked from 2" in assert_inert(one.html()).text and "HA2" in one.text()
    assert "worked from" not in drawn.html() + drawn.text()
