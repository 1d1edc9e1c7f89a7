"""Refused: what an endpoint says no with, and the form that it reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..answers import malformed

__all__ = ["Refused", "answering", "form_of", "single"]

NO_STORE = {"Cache-Control": "no-store"}
"""RFC 6749 section 5.1: no cache keeps a token."""

Endpoint = Callable[[Request], Awaitable[Response]]


class Refused(Exception):
    """An error of RFC 6749 section 5.2, or of one of its relatives; *about* is for the person who reads it."""

    def __init__(self, error: str, about: str = "", headers: Mapping[str, str] | None = None) -> None:
        self.error, self.about, self.headers = error, about, dict(headers or {})
        super().__init__(error)

    def response(self) -> Response:
        """Answer 400, but 401 with a challenge for a client that is not known."""
        said = {"error": self.error, **({"error_description": self.about} if self.about else {})}
        response = JSONResponse(said, 401 if self.error == "invalid_client" else 400, {**NO_STORE, **self.headers})
        if self.error == "invalid_client":
            response.headers["WWW-Authenticate"] = 'Basic realm="playground clients", charset="UTF-8"'
        return response


def answering(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint that answers with what it refuses by."""

    @wraps(endpoint)
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refused as refused:
            return refused.response()

    return answer


async def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form, each of which may come once; nothing where one comes again (RFC 6749 3.2)."""
    try:
        return single((await request.body()).decode())
    except ValueError as exc:
        raise malformed("the body is no form in UTF-8") from exc


def single(text: str) -> dict[str, str]:
    """Return the parameters of a query or a form; nothing where one comes again.

    Raises:
        ValueError: there are too many, or a part is no UTF-8.
    """
    pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=100, errors="strict")
    # A parameter without a value counts as left out (section 3.1).
    return {} if len(dict(pairs)) < len(pairs) else {name: value for name, value in pairs if value}
