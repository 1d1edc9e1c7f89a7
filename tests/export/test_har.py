"""HAR documents: they follow the specification, and read back as what was recorded."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import jsonschema
import pytest
from export.cases import CASES, environment, sent
from export.har_schema import check_har

import nbauth
from nbauth.core.record import Body, Exchange, Leg, RequestRecord, ResponseRecord
from nbauth.export.har import to_har
from nbauth.export.har_entries import read_har
from nbauth.export.har_in import from_har


def entry(request: RequestRecord | None = None, response: ResponseRecord | None = None, **parts: object) -> dict:
    """Return the entry of one leg, checked."""
    leg = Leg("request", request or RequestRecord("GET", "https://a.example/"), response, **parts)
    document = to_har([Exchange(7, (leg,), error=leg.error)])
    check_har(document)
    return document["log"]["entries"][0]


def answer(*headers: tuple[str, str], body: Body | None = None) -> ResponseRecord:
    return ResponseRecord(200, "OK", headers, body or Body())


def written(document: object) -> object:
    """Return what is left of a document when it is written to a file and read."""
    return json.loads(json.dumps(document, ensure_ascii=False).encode().decode())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_there_and_back(session, server, case):
    """What was recorded is valid HAR, and the same again when it is read, but for a fragment of its URL."""
    sent(case, session, server)
    document = to_har(session.history)
    check_har(document)
    again = from_har(read_har(written(document)), session.redactor, body_limit=session.body_limit)

    for old, new in zip(session.history, again, strict=True):
        request = old.legs[0].request
        legs = (replace(old.legs[0], request=replace(request, url=request.url.partition("#")[0])), *old.legs[1:])
        assert replace(old, legs=legs) == replace(new, number=old.number, imported=False)
    assert not any(value in json.dumps(document) for value in environment(case, server).values())


def test_failures_there_and_back(session, server):
    """A leg without a response has status 0 and says why."""
    session.login(server.url, nbauth.DigestAuth("ada", "x"), name="api")
    for path in ("/drop", "/slow?seconds=9"):
        with pytest.raises(Exception, match=r"disconnected|timed out"):
            session.client.get(server.url + path, timeout=0.2)
    document = to_har(session.history)
    check_har(document)
    first = document["log"]["entries"][0]["response"]
    again = from_har(read_har(written(document)), session.redactor, body_limit=session.body_limit)

    assert (0, "") == (first["status"], first["statusText"])
    assert first["_error"].startswith("RemoteProtocolError: Server disconnected")
    assert list(session.history) == [
        replace(new, number=old.number, imported=False) for old, new in zip(session.history, again, strict=True)
    ]


def test_each_leg_is_an_entry_with_its_flow_in_the_comment(session, server):
    """For people, and for whoever reads the file by machine."""
    session.login(server.url, nbauth.DigestAuth("ada", server.users["ada"]), name="api")
    session.client.get(f"{server.url}/digest")
    first, second = to_har(session.history)["log"]["entries"]

    assert (401, 200) == (first["response"]["status"], second["response"]["status"])
    assert first["comment"].startswith(
        "exchange 1, request 1 of 2: challenge, login api. The request goes out without"
    )
    assert second["comment"].startswith("exchange 1, request 2 of 2: answer, login api. The same request again")
    assert first["startedDateTime"] <= second["startedDateTime"]


def test_who_made_it():
    """Name and version of the creator; no exchange is no entry."""
    log = to_har([])["log"]

    assert ("1.2", {"name": "nbauth", "version": nbauth.__version__}, []) == (
        log["version"], log["creator"], log["entries"],
    )  # fmt: skip


def test_times():
    """Start in UTC to the millisecond, durations in milliseconds; what was not measured is -1."""
    found = entry(started=1_700_000_000.1239, elapsed=0.0123456)

    assert "2023-11-14T22:13:20.123Z" == found["startedDateTime"]
    assert 12.346 == found["time"] == found["timings"]["wait"]
    assert -1 == found["timings"]["connect"] == found["timings"]["ssl"]


def test_the_request_in_parts():
    """Cookies and query parameters; without a fragment, and of repeated headers each."""
    request = RequestRecord(
        "GET",
        "https://a.example/?a=1&b=x%20y&a=&flag#part",
        (("Cookie", "a={{cookie}}; b=; c"), ("X", "1"), ("X", "2")),
    )
    found = entry(request)["request"]

    assert "https://a.example/?a=1&b=x%20y&a=&flag" == found["url"]
    assert [("a", "1"), ("b", "x y"), ("a", ""), ("flag", "")] == [
        (p["name"], p["value"]) for p in found["queryString"]
    ]
    assert [("a", "{{cookie}}"), ("b", ""), ("c", "")] == [
        (each["name"], each["value"]) for each in found["cookies"]
    ]
    assert ["1", "2"] == [each["value"] for each in found["headers"] if each["name"] == "X"]
    assert "postData" not in found


def test_a_cookie_of_a_response():
    """With its attributes (RFC 6265 section 4.1); a date that is none is left out."""
    found = entry(
        response=answer(
            (
                "Set-Cookie",
                "s={{cookie}}; Path=/x; Domain=a.example; HttpOnly; Secure; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
            ),
            ("Set-Cookie", "t=; expires=never; SameSite=Lax"),
        )
    )["response"]

    assert [
        {"name": "s", "value": "{{cookie}}", "httpOnly": True, "secure": True, "path": "/x", "domain": "a.example",
         "expires": "2026-10-21T07:28:00.000Z"},
        {"name": "t", "value": "", "httpOnly": False, "secure": False},
    ] == found["cookies"]  # fmt: skip


@pytest.mark.parametrize(
    "media, content, text",
    [
        ("application/json", "{\"é\": 1}".encode(), '{"é": 1}'),
        ("text/plain; charset=iso-8859-1", "é".encode("latin-1"), "é"),
        ("text/plain; charset=utf-16", "é".encode("utf-16"), "é"),
        ("text/plain", b"a\r\nb", "a\r\nb"),
    ],
)  # fmt: skip
def test_text_is_text(media, content, text):
    """In its own charset, and no base64 where the text gives the bytes back."""
    body = Body(content, len(content))
    found = entry(
        RequestRecord("POST", "https://a.example/", (("Content-Type", media),), body),
        answer(("Content-Type", media), body=body),
    )

    assert (media, text) == (found["response"]["content"]["mimeType"], found["response"]["content"]["text"])
    assert (media, text) == (found["request"]["postData"]["mimeType"], found["request"]["postData"]["text"])
    assert "encoding" not in found["response"]["content"] and "_encoding" not in found["request"]["postData"]


@pytest.mark.parametrize(
    "media, content",
    [
        ("image/png", b"\x89PNG"),
        ("text/plain", b"\xff"),
        ("text/plain; charset=nonsense", b"x"),
        ("text/plain; charset=unicode_escape", b"\\ud800"),
    ],
)
def test_bytes_are_base64(media, content):
    """Also half of a surrogate pair, which no file in UTF-8 can hold."""
    body = Body(content, len(content))
    found = entry(
        RequestRecord("POST", "https://a.example/", (("Content-Type", media),), body),
        answer(("Content-Type", media), body=body),
    )

    assert content == base64.b64decode(found["response"]["content"]["text"])
    assert content == base64.b64decode(found["request"]["postData"]["text"])
    assert ("base64", "base64") == (
        found["response"]["content"]["encoding"],
        found["request"]["postData"]["_encoding"],
    )


def test_sizes():
    """Of a compressed body both are known when the server told its length; -1 is what is not known."""

    def sizes(response: ResponseRecord) -> tuple[int, int]:
        found = entry(response=response)["response"]
        return found["content"]["size"], found["bodySize"]

    body = Body(b"x" * 10, 100, "cut")
    packed = (("Content-Encoding", "gzip"), ("Content-Length", "42"))
    assert (100, 100) == sizes(answer(body=body))
    assert (100, 42) == sizes(answer(*packed, body=body))
    assert (100, -1) == sizes(answer(*packed[:1], body=body))
    assert (-1, -1) == sizes(answer(body=Body(b"x", None, "not read to its end")))


def test_where_a_redirect_points():
    """As the server wrote it."""
    response = ResponseRecord(302, "Found", (("Location", "/elsewhere"),))

    assert "/elsewhere" == entry(response=response)["response"]["redirectURL"]


def test_the_schema_refuses_what_is_no_har():
    """A schema that takes anything would show nothing."""
    document = to_har([Exchange(1, (Leg("request", RequestRecord("GET", "https://a.example/"), answer()),))])
    del document["log"]["entries"][0]["timings"]["wait"]

    with pytest.raises(jsonschema.ValidationError, match="'wait' is a required property"):
        check_har(document)
