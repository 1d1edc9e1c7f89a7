"""A response that came through no session, as an Exchange: for showing it."""

from __future__ import annotations

from dataclasses import replace

from .._http import httpx
from ..core.record import Body, Exchange, Leg, RequestRecord, ResponseRecord
from ..core.redact import Redactor

__all__ = ["exchange_of"]

LIMIT = 65_536


def exchange_of(response: httpx.Response, redactor: Redactor) -> Exchange:
    """Return what is known of *response* and its history, redacted; it has no number."""
    responses = [*response.history, response]
    legs = []
    for index, each in enumerate(responses):
        before = responses[index - 1] if index else None
        purpose = _purpose(each, before, is_last=index + 1 == len(responses))
        leg = _leg(each, purpose, redactor)
        if purpose == "challenge" and _request(each) is _request(responses[index + 1]):
            # One object for both legs: httpx's Digest has put its answer on it since, which this leg had not.
            headers = tuple(pair for pair in leg.request.headers if pair[0].lower() != "authorization")
            leg = replace(leg, request=replace(leg.request, headers=headers))
        legs.append(leg)
    return Exchange(0, tuple(legs), sum(leg.elapsed for leg in legs))


def _purpose(response: httpx.Response, before: httpx.Response | None, *, is_last: bool) -> str:
    if before is not None and before.status_code == 401:
        return "answer"
    if response.status_code == 401 and not is_last:
        return "challenge"
    return "request" if before is None else "redirect"


def _leg(response: httpx.Response, purpose: str, redactor: Redactor) -> Leg:
    request = _request(response)
    sent = RequestRecord("", "")
    if request is not None:
        body = request.__dict__.get("_content")
        url = redactor.url(str(request.url))
        sent = RequestRecord(request.method, url, _headers(request.headers, redactor), _body(body, "", redactor))
    try:
        elapsed = response.elapsed.total_seconds()
    except RuntimeError:
        elapsed = 0.0  # not closed yet, or made by hand
    media = response.headers.get("content-type", "")
    got = ResponseRecord(
        response.status_code,
        response.reason_phrase,
        _headers(response.headers, redactor),
        # Not by `content`: the library may be another one than ours, with an error of its own for "not read".
        _body(response.__dict__.get("_content"), media, redactor),
        response.http_version,
    )
    return Leg(purpose, sent, got, elapsed=elapsed)


def _request(response: httpx.Response) -> httpx.Request | None:
    try:
        return response.request
    except RuntimeError:
        return None  # a response that was made by hand


def _headers(headers: httpx.Headers, redactor: Redactor) -> tuple[tuple[str, str], ...]:
    pairs = [(name.decode("latin-1"), value.decode("utf-8", "replace")) for name, value in headers.raw]
    return redactor.headers(pairs)


def _body(content: bytes | None, media: str, redactor: Redactor) -> Body:
    if content is None:
        return Body(size=None, note="not read")
    kept = content[:LIMIT]
    return Body(redactor.body(kept, media) if kept else kept, len(content), "cut" if len(content) > LIMIT else "")
