"""Two exchanges side by side: what differs, and what does not."""

from __future__ import annotations

import json
import time

import pytest

from nbauth.core.record import Body, Exchange, Headers, Leg, RequestRecord, ResponseRecord
from nbauth.render.diff import MOST_LINES, Row, Section, compare, diff_text

URL = "https://a.example/items?page=1"
JSON = ("Content-Type", "application/json")


def body(content: bytes | str, note: str = "") -> Body:
    data = content.encode() if isinstance(content, str) else content
    return Body(data, len(data), note)


def exchange(
    number: int = 1,
    *,
    method: str = "GET",
    url: str = URL,
    sent: Headers = (),
    came: Headers = (),
    text: bytes | str = "",
    status: int = 200,
    login: str | None = None,
) -> Exchange:
    response = ResponseRecord(status, "", came, body(text))
    return Exchange(number, (Leg("request", RequestRecord(method, url, sent), response, login=login),))


def section(title: str, old: Exchange, new: Exchange) -> Section:
    return next(each for each in compare(old, new) if each.title == title)


def bodies(old: bytes | str, new: bytes | str, media: str = "application/json") -> Section:
    came = (("Content-Type", media),)
    return section("Response body", exchange(text=old, came=came), exchange(text=new, came=came))


def marked(found: Section) -> list[tuple[str, str | None, str | None]]:
    return [(row.mark, row.old, row.new) for row in found.rows if row.mark != " "]


def test_the_same_request_twice():
    """Only the numbers differ."""
    one, two = exchange(1, sent=(("X", "1"),), text="a"), exchange(2, sent=(("X", "1"),), text="a")

    assert [] == [row for found in compare(one, two) for row in marked(found)]


def test_why_the_one_works_and_the_other_does_not():
    """Outcome and login first, then what was asked, then the flow, then the answer."""
    refused = exchange(1, status=401, came=(("WWW-Authenticate", 'Basic realm="r"'), JSON), text='{"ok": false}')
    works = exchange(
        2, sent=(("Authorization", "Basic {{api_password}}"),), came=(JSON,), text='{"ok": true}', login="api"
    )

    expected = """\
- #1  GET https://a.example/items?page=1  401 Unauthorized
+ #2  GET https://a.example/items?page=1  200 OK

Outcome
  - status: 401 Unauthorized
  + status: 200 OK
  - login: none
  + login: api
    requests: 1

Request
    method: GET
    URL: https://a.example/items?page=1

Request headers
  + Authorization: Basic {{api_password}}

Request body: none

Flow
  - request  GET https://a.example/items?page=1  401 Unauthorized  Basic realm="r"
  + request  GET https://a.example/items?page=1  200 OK

Response headers: the same: Content-Type
  - WWW-Authenticate: Basic realm="r"

Response body
    {
  -   "ok": false
  +   "ok": true
    }"""
    assert expected == diff_text(refused, works)


def test_headers():
    """By name in any case, all values of one together; what is another each time is named and not shown."""
    old = exchange(came=(("Date", "Mon"), ("x-a", "1"), ("X-B", "1"), ("X-B", "2"), ("X-C", "1"), ("Age", "5")))
    new = exchange(came=(("Date", "Tue"), ("X-A", "1"), ("x-b", "1, 3"), ("X-D", "1")))
    found = section("Response headers", old, new)

    assert [
        ("~", "x-b: 1, 2", "x-b: 1, 3"),
        ("+", None, "X-D: 1"),
        ("-", "X-C: 1", None),
    ] == marked(found)
    assert ("the same: X-A", "another each time: Date, Age") == found.notes


def test_failures():
    """What failed says why."""
    leg = Leg("request", RequestRecord("GET", URL), None, "ConnectError: refused")
    failed = Exchange(1, (leg,), error="ConnectError: refused")

    assert ("-", "error: ConnectError: refused", None) in marked(section("Outcome", failed, exchange()))
    assert "failed: ConnectError: refused" in marked(section("Flow", failed, exchange()))[0][1]


def test_an_exchange_that_sent_nothing():
    """It has nothing that could be compared, which is no error."""
    nothing = Exchange(1, (), error="UnresolvedVariable: x")

    assert ("~", "status: failed: UnresolvedVariable", "status: 200 OK") == marked(
        section("Outcome", nothing, exchange())
    )[0]
    assert "nothing" not in diff_text(nothing, nothing).partition("Request")[2]


def test_json_is_compared_by_its_members():
    """Their order and white space are no difference."""
    assert ("the same",) == bodies('{"a": 1, "b": [1, 2]}', '{"b":[1,2],\n "a":1}').notes
    assert [("~", '  "a": 1', '  "a": 2')] == marked(bodies('{"a": 1, "b": 1}', '{"b": 1, "a": 2}'))
    assert [("+", None, '  "b": 2')] == marked(bodies('{"a": 1}', '{"a": 1, "b": 2}'))


def test_a_body_and_none():
    """All of it is new; there is no empty line of the one that has none."""
    assert [("+", None, "{"), ("+", None, '  "a": 1'), ("+", None, "}")] == marked(bodies("", '{"a": 1}'))


def test_members_of_one_name_are_beside_each_other():
    """Where all lines differ, too: what has become of a value is seen in one row."""
    refused = '{"authenticated": false, "reason": "no credentials"}'
    works = '{"algorithm": "MD5", "authenticated": true, "user": "ada"}'

    assert [
        ("+", None, '  "algorithm": "MD5"'),
        ("~", '  "authenticated": false', '  "authenticated": true'),
        ("~", '  "reason": "no credentials"', '  "user": "ada"'),
    ] == marked(bodies(refused, works))


def test_text_is_compared_by_its_lines():
    """With two lines around each difference, and a mark where lines are left out."""
    lines = [str(number) for number in range(20)]
    other = [*lines[:5], "five", *lines[6:15], *lines[16:]]
    found = bodies("\n".join(lines), "\n".join(other), "text/plain")

    assert [("~", "5", "five"), ("-", "15", None)] == marked(found)
    assert ["3", "4", "6", "7", "…", "13", "14", "16", "17"] == [row.old for row in found.rows if row.mark == " "]


def test_bytes_are_compared_as_a_whole():
    """By their type, size and hash."""
    found = bodies(b"\x89PNG\0", b"\x89PNG\1\2", "image/png")

    assert [("~", "content: image/png, 5 B, SHA-256 ", "content: image/png, 6 B, SHA-256 ")] == [
        (mark, old[:33], new[:33]) for mark, old, new in marked(found)
    ]


def test_what_is_not_all_there():
    """A body that was cut says so; what a file says of it is one inert line."""
    for note, shown in (("cut", "cut"), ("a\n\x1b[2J\u202e", "a^J^[[2J\ufffd")):
        leg = Leg("request", RequestRecord("POST", URL, (), body("a", note)), ResponseRecord(200))
        assert (f"of the first {shown}",) == section("Request body", Exchange(1, (leg,)), exchange()).notes


def test_nothing_acts_on_a_terminal():
    """Whatever a server sends."""
    hostile = "\x1b[31m\u202e\x07\r\n"
    old = exchange(came=(("X", hostile),), text=f"a{hostile}b")
    shown = diff_text(old, exchange(url=f"https://a.example/{hostile}", text="c"))

    assert not set("\x1b\u202e\x07\r") & set(shown)


@pytest.mark.parametrize("differ", ["wholly", "by every second line"])
def test_long_bodies_take_little_time(differ):
    """At most the first thousand lines are compared."""
    old = json.dumps([f"a{n}" for n in range(20_000)])
    new = json.dumps([f"{'b' if differ == 'wholly' or n % 2 else 'a'}{n}" for n in range(20_000)])
    begun = time.process_time()
    found = bodies(old, new)

    assert time.process_time() - begun < 2
    assert f"the first {MOST_LINES} lines are compared" in found.notes
    assert len(found.rows) <= 2 * MOST_LINES


def test_long_values_are_cut():
    """A value, and a line of a body."""
    old = exchange(sent=(("X", "a" * 5000),), text="b" * 5000)

    assert max(map(len, diff_text(old, exchange()).splitlines())) < 500


def test_rows_are_what_they_say():
    """The mark tells which side a row has."""
    rows = [
        row for found in compare(exchange(sent=(("A", "1"),)), exchange(sent=(("B", "1"),))) for row in found.rows
    ]

    assert Row("-", "A: 1", None) in rows and Row("+", None, "B: 1") in rows
    assert all((row.old is None) == (row.mark == "+") and (row.new is None) == (row.mark == "-") for row in rows)
