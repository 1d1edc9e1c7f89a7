"""The answers that several endpoints give."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from ..core.challenge import Credentials, parse_credentials
from ..errors import ChallengeSyntaxError

__all__ = ["METHODS", "credentials", "granted", "malformed", "number", "refused"]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def granted(scheme: str, **about: str) -> JSONResponse:
    """Say that the request was authenticated, and as whom."""
    return JSONResponse({"authenticated": True, "scheme": scheme, **about})


def refused(reason: str, *challenges: str) -> JSONResponse:
    """Say 401 with one WWW-Authenticate line for each challenge (RFC 9110 section 15.5.2)."""
    response = JSONResponse({"authenticated": False, "reason": reason}, 401)
    for challenge in challenges:
        response.headers.append("WWW-Authenticate", challenge)
    return response


def malformed(reason: str) -> HTTPException:
    """Return the error that answers 400."""
    return HTTPException(400, reason)


def credentials(request: Request, scheme: str) -> Credentials | None:
    """Return what the Authorization header says in *scheme*; None without it, or with another scheme.

    Raises:
        HTTPException: 400, for a header that does not follow the grammar, or that is there twice.
    """
    values = request.headers.getlist("Authorization")
    if not values:
        return None
    if len(values) > 1:
        raise malformed("Authorization is there more than once")
    try:
        found = parse_credentials(values[0])
    except ChallengeSyntaxError as exc:
        raise malformed(str(exc)) from exc
    return found if found.scheme == scheme else None


def number(request: Request, name: str, default: float, most: float) -> float:
    """Return a number of the query, from 0 to *most*; otherwise 400."""
    text = request.query_params.get(name)
    try:
        value = default if text is None else float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= most:
        raise malformed(f"{name} is a number from 0 to {most:g}")
    return value
