"""An exchange in words: what text and HTML both say."""

from __future__ import annotations

import json
from http import HTTPStatus
from urllib.parse import urlsplit

from ..core.challenge import parse_challenges
from ..core.record import Body, Exchange, Leg, RequestRecord, ResponseRecord
from .inert import inert, short

__all__ = ["body_text", "challenge", "outcome", "path", "proof", "sentence", "status"]

CHALLENGE_CHARS = 80


def status(response: ResponseRecord) -> str:
    """Return "401 Unauthorized"; the registered phrase where the server sent none."""
    reason = response.reason
    if not reason:
        try:
            reason = HTTPStatus(response.status).phrase
        except ValueError:
            reason = ""
    return short(f"{response.status} {reason}".strip(), 60)


def outcome(exchange: Exchange) -> str:
    """Return the final status in words, or what failed."""
    if exchange.error is not None:
        return f"failed: {short(exchange.error.partition(':')[0], 60)}"
    return status(exchange.response) if exchange.response else "nothing sent"


def path(request: RequestRecord, exchange: Exchange) -> str:
    """Return path and query; with its origin where that is not the one of the exchange's first request."""
    first, url = exchange.legs[0].request.url, request.url
    parts = urlsplit(url)
    if parts[:2] != urlsplit(first)[:2]:
        return short(url, 200)
    return short(f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", 200)


def challenge(response: ResponseRecord) -> str:
    """Return what the server asks for: 'Digest realm="api"'; empty when it asks for nothing."""
    asked = (f'{name} realm="{realm}"' if realm is not None else name for name, realm in _asked(response))
    return short(", ".join(dict.fromkeys(asked)), CHALLENGE_CHARS)


def _asked(response: ResponseRecord) -> list[tuple[str, str | None]]:
    """Return scheme and realm of each challenge of a 401."""
    values = [value for name, value in response.headers if name.lower() == "www-authenticate"]
    challenges = parse_challenges(values) if response.status == 401 else []
    return [(one.scheme.capitalize(), one.realm) for one in challenges]


def proof(request: RequestRecord) -> str:
    """Return the request's Authorization in short: 'Digest ••••••'; empty without one."""
    value = request.header("authorization")
    if not value:
        return ""
    return f"{short(value.split()[0], 30)} ••••••" if " " in value else "••••••"


def sentence(leg: Leg, exchange: Exchange) -> str:
    """Tell why this leg was sent and what came of it, for somebody who learns."""
    return f"{_why(leg, exchange)} {_what(leg)}".strip()


def _why(leg: Leg, exchange: Exchange) -> str:
    match leg.purpose:
        case "answer":
            scheme = (leg.request.header("authorization") or "").partition(" ")[0]
            if scheme.lower() == "digest":
                return "The same request again, with a proof of the password: the password itself is not sent."
            return "The same request again, this time with credentials."
        case "token":
            return "The flow asks for a token on the way."
        case "poll":
            return "The flow asks whether it is done."
        case "redirect":
            first, here = urlsplit(exchange.legs[0].request.url)[:2], urlsplit(leg.request.url)[:2]
            if first == here:
                return "Sent to where the redirect points."
            return "Sent to where the redirect points, another origin: credentials for the first one stay behind."
        case "challenge" if not proof(leg.request):
            return "The request goes out without credentials, to hear what the server asks for."
        case _:
            if leg.login:
                return f"The login {short(leg.login, 40)} goes along with the request."
            return "The request goes out without credentials."


def _what(leg: Leg) -> str:
    response = leg.response
    if response is None:
        return "No response came."
    if response.status == 401:
        again = "refuses that too" if leg.purpose == "answer" else "refuses"
        schemes = short(" or ".join(dict.fromkeys(name for name, _ in _asked(response))), 60)
        wants = f"names the scheme it wants: {schemes}" if schemes else "does not say which scheme it wants"
        return f"The server {again}, and {wants}."
    if response.status == 407:
        return "A proxy on the way wants credentials of its own."
    if 300 <= response.status < 400 and response.header("location"):
        return "The server points elsewhere."
    if response.status == 403:
        return "The server knows who asks, and does not allow it."
    return "The server accepts." if response.status < 400 and leg.purpose == "answer" else ""


def body_text(body: Body, media: str) -> str | None:
    """Return a body as inert text, JSON pretty printed; None when it is not text."""
    media = media.lower()
    charset = media.partition("charset=")[2].partition(";")[0].strip(' "') or "utf-8"
    kind = media.partition(";")[0].strip()
    if "json" in kind:
        try:
            return inert(json.dumps(json.loads(body.content), indent=2, ensure_ascii=False))
        except (ValueError, RecursionError):
            pass  # cut, or none: shown as it is
    try:
        text = body.content.decode(charset)
    except LookupError:
        text = body.content.decode("utf-8", "replace")
    except UnicodeDecodeError:
        if body.note != "cut" or not kind.startswith("text/"):
            return None
        text = body.content.decode("utf-8", "replace")
    textual = kind.startswith("text/") or any(word in kind for word in ("json", "xml", "form-urlencoded", "script"))
    return inert(text) if textual or (not kind and "\0" not in text) else None
