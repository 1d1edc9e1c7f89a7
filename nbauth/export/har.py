"""HTTP Archive 1.2: what browsers, proxies and API tools exchange (http://www.softwareishard.com/blog/har-12-spec/).

Each leg is an entry, with the exchange it is of in its comment and, for reading it back, in a field of our own,
``_nbauth``; the specification wants such names to begin with an underscore. Secrets are in it as their {{name}},
as in the record.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..core.body_places import charset
from ..core.record import Body, Exchange, Headers, Leg, RequestRecord, ResponseRecord, header
from ..render.sentences import sentence
from .har_own import OWN, own_fields

__all__ = ["CREATOR", "to_har"]

CREATOR = "nbauth"
NO_MEDIA = "x-unknown"
"""What Chrome writes where there is no Content-Type."""

UNKNOWN = -1
"""How the specification writes a size that is not known."""

Json = dict[str, Any]


def to_har(exchanges: Iterable[Exchange]) -> Json:
    """Return a HAR document of all legs of the exchanges, in their order."""
    entries = [
        _entry(leg, number, exchange) for exchange in exchanges for number, leg in enumerate(exchange.legs, 1)
    ]
    creator = {"name": CREATOR, "version": version("nbauth")}
    comment = "Secrets are written as {{name}}. Entries of one exchange belong together: see their comments."
    return {"log": {"version": "1.2", "creator": creator, "entries": entries, "comment": comment}}


def _entry(leg: Leg, number: int, exchange: Exchange) -> Json:
    milliseconds = round(leg.elapsed * 1000, 3)
    return {
        "startedDateTime": _moment(datetime.fromtimestamp(leg.started, UTC)),
        "time": milliseconds,
        "request": _request(leg),
        "response": _response(leg.response) if leg.response else _no_response(leg),
        "cache": {},
        "timings": {
            "blocked": UNKNOWN,
            "dns": UNKNOWN,
            "connect": UNKNOWN,
            "ssl": UNKNOWN,
            "send": 0,
            "wait": milliseconds,
            "receive": 0,
            "comment": "wait is all the time until the headers of the response were there",
        },
        "comment": _comment(leg, number, exchange),
        OWN: own_fields(leg, number, exchange),
    }


def _comment(leg: Leg, number: int, exchange: Exchange) -> str:
    login = f", login {leg.login}" if leg.login else ""
    where = f"exchange {exchange.number}, request {number} of {len(exchange.legs)}"
    return f"{where}: {leg.purpose}{login}. {sentence(leg, exchange)}"


def _request(leg: Leg) -> Json:
    request = leg.request
    url = request.url.partition("#")[0]
    shown = {
        "method": request.method,
        "url": url,
        "httpVersion": leg.response.http_version if leg.response else "",
        "cookies": _request_cookies(request.headers),
        "headers": _headers(request.headers),
        "queryString": _pairs(parse_qsl(urlsplit(url).query, keep_blank_values=True)),
        "headersSize": UNKNOWN,
        "bodySize": _size(request.body),
    }
    if request.body.content or request.body.note:
        shown["postData"] = _post_data(request)
    return shown


def _post_data(request: RequestRecord) -> Json:
    media = request.header("content-type") or ""
    text, encoding = _text(request.body.content, media)
    # Not also "params", the fields of a form: the specification has either, and they are not what was sent.
    data = {"mimeType": media, "text": text}
    if encoding:
        data["_encoding"] = encoding  # as in a response's content, where 1.2 has it
    if request.body.note:
        data["comment"] = request.body.note
    return data


def _response(response: ResponseRecord) -> Json:
    return {
        "status": response.status,
        "statusText": response.reason,
        "httpVersion": response.http_version,
        "cookies": [_set_cookie(value) for name, value in response.headers if name.lower() == "set-cookie"],
        "headers": _headers(response.headers),
        "content": _content(response),
        "redirectURL": response.header("location") or "",
        "headersSize": UNKNOWN,
        "bodySize": _transferred(response),
    }


def _no_response(leg: Leg) -> Json:
    """Return a response as browsers write it where none came."""
    return {
        "status": 0,
        "statusText": "",
        "httpVersion": "",
        "cookies": [],
        "headers": [],
        "content": {"size": 0, "mimeType": NO_MEDIA},
        "redirectURL": "",
        "headersSize": UNKNOWN,
        "bodySize": UNKNOWN,
        "_error": leg.error or "no response",
    }


def _content(response: ResponseRecord) -> Json:
    media = response.header("content-type") or ""
    content: Json = {"size": _size(response.body), "mimeType": media or NO_MEDIA}
    if response.body.content:
        content["text"], encoding = _text(response.body.content, media)
        if encoding:
            content["encoding"] = encoding
    if response.body.note:
        content["comment"] = response.body.note
    return content


def _transferred(response: ResponseRecord) -> int:
    """Return the bytes of a body as they came, which only a server that compressed it has counted."""
    if not response.header("content-encoding"):
        return _size(response.body)
    length = response.header("content-length") or ""
    return int(length) if re.fullmatch(r"[0-9]{1,15}", length) else UNKNOWN


def _text(content: bytes, media: str) -> tuple[str, str]:
    """Return a body as text, and its encoding: none, or base64 where the text would not give the bytes back."""
    name = charset(media)
    try:
        text = content.decode(name)
        text.encode()  # half of a surrogate pair is nothing that a JSON file can hold
        if text.encode(name) == content:
            return text, ""
    except (LookupError, UnicodeError):
        pass
    return b64encode(content).decode(), "base64"


def _headers(headers: Headers) -> list[Json]:
    return _pairs(headers)


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[Json]:
    return [{"name": name, "value": value} for name, value in pairs]


def _request_cookies(headers: Headers) -> list[Json]:
    pairs = (pair.strip().partition("=") for pair in (header(headers, "cookie") or "").split(";") if pair.strip())
    return _pairs((name, value) for name, _, value in pairs)


def _set_cookie(value: str) -> Json:
    """Return a Set-Cookie header in parts (RFC 6265 section 4.1)."""
    pair, *attributes = value.split(";")
    name, _, text = pair.strip().partition("=")
    cookie: Json = {"name": name, "value": text, "httpOnly": False, "secure": False}
    for attribute in attributes:
        key, _, text = attribute.strip().partition("=")
        match key.lower():
            case "path" | "domain":
                cookie[key.lower()] = text
            case "httponly":
                cookie["httpOnly"] = True
            case "secure":
                cookie["secure"] = True
            case "expires":
                try:
                    cookie["expires"] = _moment(parsedate_to_datetime(text).astimezone(UTC))
                except (ValueError, OverflowError):
                    continue  # a date that is none: the header itself is among the headers
    return cookie


def _size(body: Body) -> int:
    return UNKNOWN if body.size is None else body.size


def _moment(when: datetime) -> str:
    """Return ISO 8601 in UTC, to the millisecond: "2026-11-27T10:00:00.123Z"."""
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
