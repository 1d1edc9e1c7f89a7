"""Redact a whole exchange: one that is kept already with the secrets of now, or one that a file brings in."""

from __future__ import annotations

from dataclasses import replace

from .record import Body, Exchange, Headers, Leg, RequestRecord, ResponseRecord, header
from .redact import Redactor

__all__ = ["redacted"]


def redacted(exchange: Exchange, redactor: Redactor) -> Exchange:
    """Return *exchange* with secrets replaced by value and by place; the same object when there is none.

    A value may have become a secret after it was sent: somebody has logged in with it later.
    """
    new = replace(
        exchange,
        legs=tuple([_leg(leg, redactor) for leg in exchange.legs]),
        error=_text(exchange.error, redactor),
        source=redactor.text(exchange.source),
        notes=tuple([redactor.text(note) for note in exchange.notes]),
    )
    return exchange if new == exchange else new


def _leg(leg: Leg, redactor: Redactor) -> Leg:
    return replace(
        leg,
        request=_request(leg.request, redactor),
        response=_response(leg.response, redactor) if leg.response is not None else None,
        error=_text(leg.error, redactor),
        username=_text(leg.username, redactor),
    )


def _request(request: RequestRecord, redactor: Redactor) -> RequestRecord:
    return replace(
        request,
        method=redactor.text(request.method),
        url=redactor.url(request.url),
        headers=redactor.headers(request.headers),
        body=_body(request.body, request.headers, redactor),
    )


def _response(response: ResponseRecord, redactor: Redactor) -> ResponseRecord:
    return replace(
        response,
        reason=redactor.text(response.reason),
        headers=redactor.headers(response.headers),
        body=_body(response.body, response.headers, redactor),
        http_version=redactor.text(response.http_version),
    )


def _body(body: Body, headers: Headers, redactor: Redactor) -> Body:
    content = redactor.body(body.content, header(headers, "content-type") or "")
    return replace(body, content=content, note=redactor.text(body.note))


def _text(text: str | None, redactor: Redactor) -> str | None:
    return None if text is None else redactor.text(text)
