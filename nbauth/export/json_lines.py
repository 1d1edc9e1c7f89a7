"""A history as JSON Lines (https://jsonlines.org): one exchange on each line, all of it, as recorded.

Each line says its version and stands for itself: a file can be cut, joined, sorted and searched with the tools that
there are for text, and every line of it is still read. Bodies are text where they are UTF-8, else base64. All of it
is printable ASCII, what is beyond that in the escapes of JSON: nothing that a server sent turns text round in an
editor, or acts on a terminal. Secrets are in it as their {{name}}, as in the record.
"""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

from ..core.record import Body, Exchange, Leg, RequestRecord, ResponseRecord

__all__ = ["MARK", "VERSION", "to_line"]

MARK = "nbauth"
"""The member that tells such a line from other JSON; its value is the version."""

VERSION = 1

Json = dict[str, Any]


def to_line(exchange: Exchange) -> str:
    """Return an exchange as one line of JSON, without a line break.

    Not in it is whether it was read from a file: whoever reads this one has read it from a file.
    """
    document = {
        MARK: VERSION,
        "number": exchange.number,
        "elapsed": exchange.elapsed,
        "error": exchange.error,
        "source": exchange.source,
        "notes": list(exchange.notes),
        "legs": [_leg(leg) for leg in exchange.legs],
    }
    return json.dumps(document, allow_nan=False)


def _leg(leg: Leg) -> Json:
    return {
        "purpose": leg.purpose,
        "started": leg.started,
        "elapsed": leg.elapsed,
        "login": leg.login,
        "username": leg.username,
        "by": leg.by,
        "error": leg.error,
        "request": _request(leg.request),
        "response": _response(leg.response) if leg.response is not None else None,
    }


def _request(request: RequestRecord) -> Json:
    return {
        "method": request.method,
        "url": request.url,
        "headers": [list(pair) for pair in request.headers],
        "body": _body(request.body),
        "literal": list(request.literal),
    }


def _response(response: ResponseRecord) -> Json:
    return {
        "status": response.status,
        "reason": response.reason,
        "http_version": response.http_version,
        "headers": [list(pair) for pair in response.headers],
        "body": _body(response.body),
    }


def _body(body: Body) -> Json:
    try:
        content = {"text": body.content.decode()}
    except UnicodeDecodeError:
        content = {"base64": b64encode(body.content).decode()}
    return {**content, "size": body.size, "note": body.note}
