"""The card of an exchange."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from exchanges import URL, answered, came, digest, evil, failed, sent
from html_page import assert_inert
from hypothesis import given, settings
from hypothesis import strategies as st

from nbauth.core.record import Body, Exchange, Leg
from nbauth.render.card import Card, exchange_text
from nbauth.render.history import HistoryRows
from nbauth.render.story import flow_text
from nbauth.render.style import LIMIT, frame, weight


def exchange_html(exchange):
    return frame(Card(exchange).html())


def sections(html):
    """Return the parts of a card, and which are open."""
    return [(title, bool(opened)) for opened, title in re.findall(
        r"<details( open)?><summary><span style=\"cursor:pointer\">((?:Flow|Request|Response|Body)[\w ]*)", html)]  # fmt: skip


def test_an_answered_challenge():
    """One row, then the flow, open; headers, closed; the body, open."""
    html = exchange_html(digest())

    assert assert_inert(html).text.startswith(f"200 OK GET {URL} 6 ms · 12 B · login apiFlow 2 requests")
    assert sections(html) == [
        ("Flow ", True), ("Request headers ", False), ("Response headers ", False), ("Body ", True)
    ]  # fmt: skip


def test_one_leg_has_its_flow_closed():
    """Nothing but an answer needs no explanation, and can have one."""
    assert ("Flow ", False) == sections(exchange_html(answered(b"x", "text/plain")))[0]


def test_a_request_with_a_body():
    """What was sent can be opened."""
    leg = Leg("request", sent("POST", body=b'{"n":1}', media="application/json"), came(201))
    html = exchange_html(Exchange(1, (leg,)))

    assert ("Request body ", False) in sections(html)
    assert "Request body application/json · 7 B{ 1 key }n: 1" in assert_inert(html).text


@pytest.mark.parametrize(
    "exchange, said",
    [
        (answered(), "Body empty"),
        (answered(note="not read"), "Body not read: it was streamed"),
        (answered(size=700, note="not decoded (br)"), "Body not decoded (br)"),
        (
            answered(b"a,b\n1,2\n1,", "text/csv", size=999_999, note="cut"),
            "Body text/csv · 1.0 MB · only its beginning; all of it: response.content",
        ),
        (answered(b"PK\x03\x04", "application/zip"), "Body application/zip · 4 B · binary"),
        (answered(b"[1,", "application/json"), "Body application/json · 3 B · not readable as JSON"),
        (answered(b"x", ""), "Body 1 Bx"),
    ],
)
def test_what_is_said_of_a_body(exchange, said):
    """Its media type and size, what it is, and why it is not all here."""
    assert said in assert_inert(exchange_html(exchange)).text


def test_a_failure_and_nothing_sent():
    """A card without a response says what failed."""
    assert assert_inert(exchange_html(failed())).text.startswith(
        f"failed: ConnectError GET {URL} 100 ms · no login"
    )
    assert "nothing sent 0 ms · no login" == assert_inert(exchange_html(Exchange(1, ()))).text


@pytest.mark.parametrize(
    "note, shown",
    [
        ("{whole.__class__}", "{whole.__class__}"),
        ("{", "{"),
        ("{0:>999999999}", "{0:>999999999}"),
        ("a\nb\x1b[2J\u202e", "a^Jb^[[2J\ufffd"),
        ("x" * 1000, "x" * 99 + "…"),
    ],
)
def test_the_note_of_a_file_is_text(note, shown):
    """The comment that a HAR file has on a body is no template, and one short inert line; with a body and without."""
    for exchange in (answered(note=note), answered(b"hi", "text/plain", note=note)):
        assert f"{shown}\n" in f"{exchange_text(exchange)}\n"
        assert shown in assert_inert(exchange_html(exchange)).text


def test_a_typed_header_is_noted():
    """Credentials in a cell are told where they belong, in both forms."""
    leg = Leg("request", sent(headers=(("Authorization", "Bearer {{authorization}}"),)), came())
    note = (
        "line 2: a literal token in Authorization: %auth bearer https://api.example.com keeps it out of <b>it</b>"
    )
    exchange = Exchange(1, (leg,), source="GET /", notes=(note,))

    assert note in assert_inert(exchange_html(exchange)).text
    assert note in exchange_text(exchange)
    assert note not in exchange_text(replace(exchange, notes=()))


def test_text():
    """All that the card says."""
    assert (
        exchange_text(digest(b'{"n": 1}'))
        == f"""\
200 OK  GET {URL}  6 ms  8 B  login api
  1 → challenge  GET /items  ← 401 Unauthorized  Digest realm="api"  2 ms
      The request goes out without credentials, to hear what the server asks for. The server refuses, and names the scheme it wants: Digest.
      ← WWW-Authenticate: Digest realm="api", nonce="xyz", qop="auth"
  2 → answer     GET /items  Digest ••••••  ← 200 OK  4 ms
      The same request again, with a proof of the password: the password itself is not sent. The server accepts.
      → Authorization: Digest username="ada", realm="api", nonce="xyz", uri="/items", nc=00000001, response="{{{{api_proof}}}}"
  request headers:
    Host: api.example.com
    Authorization: Digest username="ada", realm="api", nonce="xyz", uri="/items", nc=00000001, response="{{{{api_proof}}}}"
  response headers:
    Content-Type: application/json
  body: application/json · 8 B
{{
  "n": 1
}}"""
    )


def test_text_of_many_headers():
    """So many are shown, and the rest is counted; none are said to be none."""
    text = exchange_text(answered(headers=[(f"X-{n}", "\x1b[2J" * 99) for n in range(63)]))

    assert "    X-59: ^[[2J^[" in text
    assert "X-60" not in text
    assert "\n    … 3 more\n" in text
    assert "  response headers: none" in exchange_text(answered())


def test_text_of_a_failure():
    """What failed stands at its leg."""
    assert (
        exchange_text(failed())
        == f"""\
failed: ConnectError  GET {URL}  100 ms  no login
  1 → request    GET /items  ✗ ConnectError: refused  100 ms
      The request goes out without credentials. No connection came about.
  request headers:
    Host: api.example.com"""
    )


def test_a_failure_that_no_leg_had():
    """The flow itself may fail, after an answer: both forms say why, and the history too."""
    exchange = replace(digest(), error="ServerNotAuthentic: rspauth is <b>wrong</b>")
    said = "✗ ServerNotAuthentic: rspauth is <b>wrong</b>"

    assert f"  {said}" in exchange_text(exchange).splitlines()
    assert f"  {said}" in flow_text(exchange).splitlines()
    assert said in assert_inert(exchange_html(exchange)).text
    assert said in assert_inert(HistoryRows([exchange]).html()).text
    assert 1 == exchange_text(failed()).count("refused")
    nothing = Exchange(1, (), error="InvalidAuth: <b>nothing</b> went out")
    assert "✗ InvalidAuth: <b>nothing</b> went out" in assert_inert(exchange_html(nothing)).text
    assert "  ✗ InvalidAuth: <b>nothing</b> went out" in exchange_text(nothing).splitlines()


def test_text_of_an_ordinary_answer_is_short():
    """Without a flow to tell, a leg is a line and its sentence; a long body is cut."""
    body = "\n".join(f"line {n}" for n in range(30)).encode()
    lines = exchange_text(answered(body, "text/plain")).splitlines()

    assert "  1 → request    GET /items  ← 200 OK  5 ms" == lines[1]
    assert "      The request goes out without credentials." == lines[2]
    assert "  request headers:" == lines[3]
    assert ["line 19", "… 10 more lines: response.text"] == lines[-2:]


@pytest.mark.parametrize("media", ["text/html", "text/plain", "application/json", "text/csv", "application/xml",
                                   "application/x-www-form-urlencoded", "image/svg+xml", "image/png", ""])  # fmt: skip
def test_nothing_is_live(media):
    """Whatever a server or user writes is text, as any media type."""
    exchange = evil(media=media)
    html, text = exchange_html(exchange), exchange_text(exchange)

    page = assert_inert(html)
    assert "javascript:alert" in page.text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", html + text)
    assert "mathjax_ignore tex2jax_ignore" == page.values("class")[0]


HEAVY = [
    (b"<" * 65_536, "text/plain", "of 65536 characters: response.text"),
    ("€".encode() * 21_000, "text/plain", "of 21000 characters: response.text"),
    (b"\x01" * 65_536, "text/plain", "of 65536 characters: response.text"),
    (
        b"[" + b",".join(b'{"id": %d, "name": "<&>"}' % n for n in range(2000)) + b"]",
        "application/json",
        "response.json()",
    ),
    (b"\n".join([b"<," * 1000] * 30), "text/csv", "981 more columns: response.text"),
    (
        b"&".join(b"a%d=%%3C%%3C%%3C" % n for n in range(5000)),
        "application/x-www-form-urlencoded",
        "more: response.content",
    ),
    (b"<a>" * 20_000, "text/xml", "characters: response.text"),
    (b'["' + b"<" * 60_000 + b'"]', "application/json", "(60000 characters)"),
]


@pytest.mark.parametrize("body, media, said", HEAVY, ids=[said for *_, said in HEAVY])
def test_at_most_64_kib(body, media, said):
    """However long the body, the headers and the flow are; what is left out is said."""
    headers = tuple((f"X-{n}", "<" * 1000) for n in range(100))
    leg = Leg(
        "answer", sent(headers=headers, body=body, media=media), came(200, body, media, headers), login="a" * 99
    )
    html = exchange_html(Exchange(1, (*evil().legs * 10, leg)))

    assert weight(html) <= LIMIT
    assert said in assert_inert(html).text
    assert "more legs" in assert_inert(html).text


@pytest.mark.parametrize("room", [0, 500, 3_000, 5_600, 8_000, 20_000])
def test_a_card_keeps_to_its_room(room):
    """In little room it is its first row."""
    html = Card(digest(b"<" * 30_000, "text/plain")).html(room)

    assert weight(html) <= max(room, 1_000)
    assert_inert(html)


def test_a_thousand_items_stay_light():
    """A list is shown to fifty, and says how to get the rest."""
    body = (
        b"[" + b",".join(b'{"id": %d, "name": "item %d", "tags": ["a", "b"]}' % (n, n) for n in range(1000)) + b"]"
    )
    html = exchange_html(answered(body, "application/json"))

    assert weight(html) < 34_000
    assert "… 950 more: response.json()" in assert_inert(html).text


MEDIA = ["application/json", "application/x-ndjson", "text/csv", "text/tab-separated-values", "text/html", "text/xml",
         "image/png", "image/jpeg", "image/svg+xml", "application/x-www-form-urlencoded", "text/event-stream",
         "multipart/form-data; boundary=x", "text/plain; charset=utf-16", "application/octet-stream", ""]  # fmt: skip
BEGINS = [
    b"",
    b'{"a":',
    b"[1,",
    b"<a>",
    b"--x\r\n",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF89a",
    b"a,b\n",
    b"\xff\xfe",
]
HEADER = st.tuples(st.sampled_from(["X-A", "WWW-Authenticate", "Content-Disposition", "Location"]), st.text())


@settings(max_examples=300)
@given(
    st.builds(bytes.__add__, st.sampled_from(BEGINS), st.binary() | st.text().map(str.encode)),
    st.sampled_from(MEDIA) | st.text(),
    st.lists(HEADER, max_size=3),
    st.sampled_from(["", "cut", "not read", "a note"]),
    st.text(),
)
def test_anything_can_be_shown(body, media, headers, note, url):
    """No body, media type, header or URL makes a card raise, run or grow; text has no control character."""
    leg = Leg("answer", sent(url=url, headers=tuple(headers), body=body, media=media),
              came(401, body, media, tuple(headers), note=note))  # fmt: skip
    exchange = replace(Exchange(1, (leg, leg)), source="x")
    html, text = exchange_html(exchange), exchange_text(exchange)

    assert_inert(html)
    assert "<script" not in html
    assert weight(html) <= LIMIT
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", html + text)


def test_the_request_body_of_a_stream():
    """A body that was sent once and is not kept is named."""
    request = replace(sent("POST"), body=Body(note="one-time stream"))

    assert (
        "Request body a stream that is read once"
        in assert_inert(exchange_html(Exchange(1, (Leg("request", request, came()),)))).text
    )
