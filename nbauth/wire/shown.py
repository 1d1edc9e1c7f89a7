"""What a user gets to hold: requests and responses of the wire, each secret as its {{name}}."""

from __future__ import annotations

from collections.abc import Sequence

from .._http import httpx
from ..core.message import Messages
from ..schemes.base import HIDDEN
from .learn import added

__all__ = ["duplicate", "own_request_shown", "own_response_shown", "request_shown", "unredacted"]


def duplicate(request: httpx.Request) -> httpx.Request:
    """Return a request of its own with the same body; subclasses and what they carry are kept."""
    copy = object.__new__(type(request))
    copy.__dict__.update(request.__dict__)
    copy.headers = httpx.Headers(request.headers)
    copy.extensions = dict(request.extensions)
    return copy


def request_shown(leg: httpx.Request, hop: httpx.Request, messages: Messages, login: str | None) -> httpx.Request:
    """Return *leg* for `response.request`: what a flow has put on *hop* redacted, the rest as the user wrote it."""
    view = duplicate(leg)
    _put_headers(view, messages.headers(added(leg.headers.raw, hop.headers.raw), login))
    if leg.url is not hop.url and leg.url != hop.url:
        view.url = httpx.URL(messages.url(str(leg.url)))
    view.extensions["nbauth.sent"] = hop
    return view


def own_request_shown(leg: httpx.Request, messages: Messages) -> httpx.Request:
    """Return a request that a flow has made itself for `response.request`: all of it redacted."""
    view = duplicate(leg)
    headers = messages.headers(leg.headers.raw)
    _put_headers(view, headers)
    view.url = httpx.URL(messages.url(str(leg.url)))
    view.extensions.pop(HIDDEN, None)
    if "_content" in leg.__dict__:
        _put_body(view, messages.body(leg.content, headers))
    return view


def own_response_shown(response: httpx.Response, messages: Messages) -> httpx.Response:
    """Return the answer to a flow's own request for `response.history`: without its tokens."""
    if "_content" not in response.__dict__:
        return response
    shown = object.__new__(type(response))
    shown.__dict__.update(response.__dict__)
    _put_body(shown, messages.body(response.content, messages.headers(response.headers.raw)))
    shown.__dict__.pop("_text", None)
    return shown


def _put_headers(view: httpx.Request, pairs: Sequence[tuple[str, str]]) -> None:
    if len(pairs) == 1:
        view.headers[pairs[0][0]] = pairs[0][1]
        return
    shown: dict[str, str] = {}
    for name, value in pairs:
        shown[name] = f"{shown[name]}, {value}" if name in shown else value
    for name, value in shown.items():
        view.headers[name] = value


def _put_body(message: httpx.Request | httpx.Response, body: bytes) -> None:
    message.__dict__["_content"], message.stream = body, httpx.ByteStream(body)


def unredacted(view: httpx.Request, leg: httpx.Request) -> httpx.Request:
    """Return what *view* was made of, *leg*, with the headers that were changed on the view since."""
    real = duplicate(leg)
    real.headers = httpx.Headers(
        [
            (name, leg.headers[name] if "{{" in value and name in leg.headers else value)
            for name, value in view.headers.items()
        ]
    )
    return real
