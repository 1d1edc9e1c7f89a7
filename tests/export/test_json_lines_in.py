"""Lines of a history file: what was written reads back, what is wrong is said, with the way to it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from exchanges import digest, failed, refreshed
from hypothesis import given, settings
from hypothesis import strategies as st

from nbauth.core.record import SENDERS, Body, Exchange, Leg, RequestRecord, ResponseRecord
from nbauth.errors import HistorySyntaxError
from nbauth.export.har_own import PURPOSES
from nbauth.export.json_lines import to_line
from nbauth.export.json_lines_in import from_line

SECRET = "p+z9Kq"

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NAME = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,9}", fullmatch=True)
TOKEN = st.from_regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}", fullmatch=True) | NAME.map("X-{{{{{}}}}}".format)
SECONDS = st.floats(0, 2e9)
BODY = st.builds(
    Body, st.binary() | TEXT.map(str.encode), st.none() | st.integers(0, 2**40), st.sampled_from(["", "cut", "é"])
)
HEADERS = st.lists(st.tuples(TOKEN, st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0")))).map(tuple)
URL = st.sampled_from(["https://a.example", "http://[::1]:8000", "ftp://a", ""]).flatmap(
    lambda start: TEXT.map(lambda rest: f"{start}/" + "".join(filter(str.isprintable, rest)).replace(" ", ""))
)
REQUEST = st.builds(RequestRecord, TOKEN, URL, HEADERS, BODY, st.lists(NAME, max_size=3).map(tuple))
RESPONSE = st.builds(ResponseRecord, st.integers(0, 999), TEXT, HEADERS, BODY, TEXT)
LEG = st.builds(
    Leg, st.sampled_from(PURPOSES), REQUEST, st.none() | RESPONSE, st.none() | TEXT, SECONDS, SECONDS,
    st.none() | NAME, st.none() | TEXT, st.sampled_from(SENDERS),
)  # fmt: skip
EXCHANGE = st.builds(
    Exchange, st.integers(1, 10**9), st.lists(LEG, max_size=3).map(tuple), SECONDS, st.none() | TEXT, TEXT,
    st.booleans(), st.lists(TEXT, max_size=2).map(tuple),
)  # fmt: skip


@given(EXCHANGE)
@settings(max_examples=60)
def test_there_and_back(exchange):
    """All fields, but the number, which is another session's, and that it was read from a file now."""
    back = from_line(to_line(exchange).encode(), 3)

    assert replace(exchange, number=0, imported=True) == back


@pytest.mark.parametrize("exchange", [digest(), refreshed(), failed()], ids=["digest", "refreshed", "failed"])
def test_as_other_tools_write_it(exchange):
    """In UTF-8, sorted, without spaces, with a byte order mark and CRLF: it is the same."""
    document = json.loads(to_line(exchange)) | {"comment": "é", "source": "é"}
    line = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert replace(exchange, number=0, imported=True, source="é") == from_line(f"\ufeff{line}\r\n".encode(), 1)


def test_what_may_be_left_out():
    """A line that somebody writes by hand: a method and a URL for each leg."""
    line = b'{"nbauth": 1, "legs": [{"request": {"method": "GET", "url": "https://a.example/"}}]}'

    assert Exchange(
        0, (Leg("request", RequestRecord("GET", "https://a.example/"), None),), imported=True
    ) == from_line(line, 1)


def test_half_a_surrogate_pair():
    """It comes in as a question mark: no file, message or request could hold it again."""
    back = from_line(to_line(Exchange(1, (), source="\udc80", notes=("\ud800",))).encode(), 1)

    assert ("?", ("?",)) == (back.source, back.notes)


def test_line_breaks_in_headers():
    """They are spaces, as no header can have one."""
    line = changed(legs=[leg(headers=[["A", "b\r\nEvil: c\0d"]])])

    assert (("A", "b Evil: c d"),) == from_line(line, 1).legs[0].request.headers


def leg(response: object = None, **request: object) -> dict[str, Any]:
    return {"request": {"method": "GET", "url": "https://a.example/", **request}, "response": response}


def changed(**members: object) -> bytes:
    return json.dumps({"nbauth": 1, "legs": [leg()], **members}).encode()


WRONG = {
    "no JSON": (b'{"nbauth": 1, p+z9Kq', "it is no JSON, from column 15"),
    "cut off": (to_line(digest()).encode()[:-1], f"it is no JSON, from column {len(to_line(digest()))}"),
    "bytes": (b'"p+z9Kq \xff"', "it is not in UTF-8"),
    "UTF-16": ('{"nbauth": 1}'.encode("utf-16"), "it is not in UTF-8"),
    "depth": (b"[" * 100_000, "it is no JSON that can be read"),
    "digits": (b"1" * 10_000, "it is no JSON that can be read"),
    "NaN": (b'{"nbauth": 1, "legs": [], "elapsed": NaN}', "it is no JSON that can be read"),
    "list": (b'["p+z9Kq"]', "it is no object"),
    "no version": (b'{"legs": []}', "it has no version in nbauth: this is no line of a history"),
    "text as version": (changed(nbauth=SECRET), "it has no version in nbauth: this is no line of a history"),
    "true as version": (changed(nbauth=True), "it has no version in nbauth: this is no line of a history"),
    "newer": (changed(nbauth=2, legs=SECRET), "a newer nbauth has written it"),
    "no legs": (b'{"nbauth": 1}', "legs is missing"),
    "legs": (changed(legs=SECRET), "legs is no list"),
    "leg": (changed(legs=[leg(), SECRET]), "legs[1] is no object"),
    "no request": (changed(legs=[{}]), "legs[0].request is missing"),
    "request": (changed(legs=[{"request": SECRET}]), "legs[0].request is no object"),
    "response": (changed(legs=[leg([SECRET])]), "legs[0].response is no object"),
    "no method": (changed(legs=[{"request": {"url": "/"}}]), "legs[0].request.method is missing"),
    "method": (changed(legs=[leg(method=f"A\n{SECRET}")]), "legs[0].request.method is no method"),
    "null method": (changed(legs=[leg(method=None)]), "legs[0].request.method is no text"),
    "no url": (changed(legs=[{"request": {"method": "A"}}]), "legs[0].request.url is missing"),
    "url": (changed(legs=[leg(url=f"https://a/ {SECRET}")]), "legs[0].request.url cannot be read"),
    "url line": (changed(legs=[leg(url=f"https://a/\n{SECRET}")]), "legs[0].request.url cannot be read"),
    "url brackets": (changed(legs=[leg(url=f"https://[{SECRET}/")]), "legs[0].request.url cannot be read"),
    "look-alike": (changed(legs=[leg(url=f"https://\u0430.example/{SECRET}")]), "legs[0].request.url cannot be read"),
    "literal": (changed(legs=[leg(literal=["a", 1])]), "legs[0].request.literal is no list of texts"),
    "literal name": (changed(legs=[leg(literal=[f"a {SECRET}"])]), "legs[0].request.literal is no list of names"),
    "headers": (changed(legs=[leg(headers={SECRET: SECRET})]),
                "legs[0].request.headers is no list of pairs of a name and a value"),
    "pair": (changed(legs=[leg(headers=[["A", SECRET, "C"]])]),
             "legs[0].request.headers is no list of pairs of a name and a value"),
    "header": (changed(legs=[leg(headers=[[f"A: {SECRET}\r\nB", "c"]])]), "legs[0].request.headers has a name that is none"),
    "body": (changed(legs=[leg(body=SECRET)]), "legs[0].request.body is no object"),
    "text": (changed(legs=[leg(body={"text": [SECRET]})]), "legs[0].request.body.text is no text"),
    "base64": (changed(legs=[leg(body={"base64": f"{SECRET}!"})]), "legs[0].request.body.base64 is no base64"),
    "size": (changed(legs=[leg(body={"size": -1})]), "legs[0].request.body.size is no number from 0 up"),
    "half": (changed(legs=[leg(body={"size": 0.5})]), "legs[0].request.body.size is no number from 0 up"),
    "status": (changed(legs=[leg({"status": 1000})]), "legs[0].response.status is no status"),
    "no status": (changed(legs=[leg({})]), "legs[0].response.status is no status"),
    "text as status": (changed(legs=[leg({"status": SECRET})]), "legs[0].response.status is no number from 0 up"),
    "purpose": (changed(legs=[leg() | {"purpose": SECRET}]),
                "legs[0].purpose is none of request, challenge, answer, redirect, authorize, callback, discovery, keys, poll, refresh, register, revoke, token, userinfo"),
    "login": (changed(legs=[leg() | {"login": f"a {SECRET}"}]), "legs[0].login is no name"),
    "by": (changed(legs=[leg() | {"by": SECRET}]), "legs[0].by is nobody who sends"),
    "started": (changed(legs=[leg() | {"started": 1e300}]), "legs[0].started is no number of seconds"),
    "year": (changed(legs=[leg() | {"started": 1e12}]), "legs[0].started is no time that a date has"),
    "elapsed": (changed(elapsed=-1), "elapsed is no number of seconds"),
    "true": (changed(elapsed=True), "elapsed is no number of seconds"),
    "error": (changed(error=[SECRET]), "error is no text"),
    "source": (changed(source=None), "source is no text"),
    "notes": (changed(notes=SECRET), "notes is no list of texts"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), WRONG.values(), ids=WRONG)
def test_what_is_wrong(line, reason):
    """The line's number and the way to it, and nothing of the file on the error or in what hangs on it."""
    with pytest.raises(HistorySyntaxError) as caught:
        from_line(line, 12)

    assert (f"the history file, line 12: {reason}", 12) == (str(caught.value), caught.value.line)
    assert SECRET not in repr(caught.value) + caught.value.hint
    assert caught.value.__context__ is None and caught.value.__cause__ is None


def test_what_to_do_about_a_newer_one():
    """It is said."""
    with pytest.raises(HistorySyntaxError) as caught:
        from_line(changed(nbauth=2), 1)

    assert "pip install --upgrade nbauth" == caught.value.hint
