"""A sentence for each leg: why it was sent and what came of it, for somebody who learns.

What a leg was for is its purpose. Which scheme answered is read from the request as it is recorded, since a user's
own flow names none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from urllib.parse import parse_qs

from ..core.challenge import parse_params
from ..core.record import Exchange, Leg, RequestRecord, ResponseRecord
from .inert import short
from .words import challenges, failure, origin, proof, schemes_asked, spelled, whose

__all__ = ["sentence"]

NAME = re.compile(r"\{\{\w+\}\}")

GRANTS = {
    "authorization_code": "The flow hands in the code that the login page gave, for an access token.",
    "client_credentials": "The flow asks for an access token, in the name of the program itself.",
    "password": "The flow asks for an access token, with user name and password.",
    "refresh_token": "The access token has run out: the flow hands in the refresh token for a new one.",
}
"""What a token request says it is for (RFC 6749 sections 4 and 6)."""

LOOK_AT = {"basic": "user name and password", "digest": "user name and password", "bearer": "the token"}
"""What may be wrong where a server refuses what it has asked for."""

WITHOUT = "The request goes out without credentials."

TOKEN_ERRORS = {
    "invalid_request": "something is missing in the request",
    "invalid_client": "it does not know this program, or its secret is wrong",
    "invalid_grant": "what was handed in is wrong or has run out",
    "unauthorized_client": "this program may not ask in this way",
    "unsupported_grant_type": "it does not know this way of asking",
    "invalid_scope": "the scope is unknown, or more than is allowed",
    "access_denied": "the person said no",
    "expired_token": "the code has run out",
}
"""RFC 6749 section 5.2 and RFC 8628 section 3.5."""

WAITING = {
    "authorization_pending": "Not yet: nobody has said yes so far.",
    "slow_down": "Not yet, and the server wants to be asked less often.",
}
"""RFC 8628 section 3.5."""


API_METADATA = "/.well-known/oauth-protected-resource"
"""Where an API tells of itself (RFC 9728 section 3.1)."""


def sentence(leg: Leg, exchange: Exchange) -> str:
    """Return why *leg* was sent and what came of it, as one or two short sentences of inert text."""
    at = next((at for at, each in enumerate(exchange.legs) if each is leg), 0)
    return f"{_why(leg, exchange.legs[:at])} {_what(leg)}".strip()


def _why(leg: Leg, earlier: Sequence[Leg]) -> str:
    if not leg.request.method:
        return "This response was made by hand: nothing was sent for it."
    match leg.purpose:
        case "answer":
            return _answer(leg, earlier[-1] if earlier else None)
        case "discovery":
            if API_METADATA in leg.request.url:
                return "The flow asks the API who grants its tokens (RFC 9728)."
            return "The flow asks the authorization server what it can do, and where."
        case "authorize" if leg.by:
            return "A person's browser goes to the authorization server, where the person signs in and is asked."
        case "authorize" if "code_challenge" in leg.request.body.text():
            return "The flow tells the server what the browser will come for (RFC 9126)."
        case "authorize":
            return "The flow asks for a code with which a person can sign in elsewhere."
        case "callback":
            return "The browser comes back with a code, which is good once, and for whoever has the verifier."
        case "token" | "refresh":
            return _token(leg.request)
        case "poll":
            return "The flow asks whether it is done."
        case "register":
            return "The flow has the server make an id for the client."
        case "userinfo":
            return "The flow asks who has signed in."
        case "keys":
            return "The flow asks for the keys with which the server signs."
        case "revoke":
            return "The flow tells the server that a token is not wanted any more."
        case "redirect":
            return _redirect(leg, [each for each in earlier if not each.is_of_flow])
        case "challenge" if not _credentials(leg):
            return "The request goes out without credentials, to hear what the server asks for."
        case _:
            return _request(leg)


def _request(leg: Leg) -> str:
    what = _credentials(leg)
    if leg.login is None:
        return f"The request brings {what}, from no login." if what else WITHOUT
    login = f"The {whose(leg.login)}"
    scheme = _scheme(leg.request)
    if scheme == "digest":
        count = _param(leg.request, "nc")
        uses = int(count, 16) if re.fullmatch("[0-9a-f]{8}", count) else 1
        used = f" (this is use {uses} of it)" if uses > 1 else ""
        return f"{login} proves the password at once: the server's nonce was known{used}, so no 401 was needed."
    if scheme == "basic":
        every = "" if leg.login in ("auth", "url") else ", in every request"
        return f"{login} goes along: {_user(leg)} and password{every}, encoded and not encrypted."
    if scheme == "bearer":
        return f"{login} goes along: a token, and whoever holds it may use it."
    return f"{login} goes along: {what}." if what else f"{login} goes along with the request."


def _answer(leg: Leg, before: Leg | None) -> str:
    again = "The same request again,"
    match _scheme(leg.request):
        case "digest" if before is not None and _is_stale(before.response):
            return f"{again} with a proof for the new nonce."
        case "digest":
            return f"{again} with a proof of the password: the password itself is not sent."
        case "basic":
            return f"{again} this time with {_user(leg)} and password, encoded and not encrypted."
        case "bearer":
            return f"{again} with {'the new token' if before and before.is_of_flow else 'a token'}."
        case _:
            what = _credentials(leg)
            return f"{again} this time with {what}." if what else f"{again} as the flow has made it of the answer."


def _user(leg: Leg) -> str:
    return f"user name ({short(leg.username, 40)})" if leg.username else "user name"


def _token(request: RequestRecord) -> str:
    if (request.header("content-type") or "").startswith("application/x-www-form-urlencoded"):
        form = request.body.content[:10_000].decode("utf-8", "replace")
        grant = parse_qs(form, max_num_fields=1000).get("grant_type", [""])[0] if form.count("&") < 1000 else ""
        if grant in GRANTS:
            return GRANTS[grant]
    return "The flow asks for a token on the way."


def _redirect(leg: Leg, earlier: Sequence[Leg]) -> str:
    told = "Sent to where the redirect points"
    if not earlier:
        return f"{told}."
    if earlier[-1].request.method != leg.request.method:
        told += f", now as {short(leg.request.method, 20)}"
    if origin(earlier[0].request.url) == origin(leg.request.url):
        return f"{told}."
    if leg.login is not None:
        return f"{told}, another origin, which has a login of its own: {short(leg.login, 40)}."
    if what := _credentials(leg):
        return f"{told}, another origin, with {what}."
    left = ": credentials for the first one stay behind" if any(map(_is_authenticated, earlier)) else ""
    return f"{told}, another origin{left}."


def _what(leg: Leg) -> str:
    response = leg.response
    if leg.by:
        return "What it answered, only the browser has seen." if response is None else "The notebook has it."
    if response is None:
        return _nothing(leg.error or "")
    code = response.status
    if leg.purpose == "discovery":
        told = "It names its servers." if API_METADATA in leg.request.url else "It tells its endpoints."
        return told if code == 200 else "There it says nothing."
    if leg.purpose in ("keys", "revoke", "userinfo", "register"):
        return "The server does so." if code in (200, 201) else "The server refuses."
    if leg.is_of_flow:
        return _of_token(response)
    if code == 401:
        return _refusal(leg, response)
    if code == 407:
        return "A proxy on the way wants credentials of its own."
    if code == 403:
        known = " knows who asks, and" if _is_authenticated(leg) else ""
        return f"The server{known} does not allow it."
    if code == 429:
        return "The server has been asked too often and wants a pause."
    if 300 <= code < 400 and response.header("location"):
        return "The server points elsewhere."
    if code >= 500:
        return "The server could not do it."
    if code >= 400 or not (leg.purpose == "answer" or _is_authenticated(leg)):
        return ""
    return f"The server accepts{_info(response)}."


def _nothing(error: str) -> str:
    name = failure(error)
    if name.endswith("Timeout"):
        return "No response came in time."
    return "No connection came about." if name == "ConnectError" else "No response came."


def _of_token(response: ResponseRecord) -> str:
    if response.status < 400:
        return "The token endpoint grants it." if response.status < 300 else ""
    try:
        error = json.loads(response.body.content).get("error")
    except (ValueError, AttributeError, RecursionError):
        error = None
    if isinstance(error, str) and error in WAITING:
        return WAITING[error]
    why = TOKEN_ERRORS.get(error) if isinstance(error, str) else None
    return f"The token endpoint refuses{f': {why}' if why else ''}."


def _refusal(leg: Leg, response: ResponseRecord) -> str:
    if _is_stale(response):
        return "The server knows the password, but the nonce is too old: it gives a new one (stale)."
    if any(one.get("error") == "invalid_token" for one in challenges(response)):
        return "The server refuses: the token is unknown, has run out or was taken back (invalid_token)."
    again = "refuses that too" if leg.purpose == "answer" else "refuses"
    used = _scheme(leg.request)
    # Not where an answer follows: then it was the nonce that was refused.
    if leg.purpose != "challenge" and any(one.scheme == used for one in challenges(response)):
        what = LOOK_AT.get(used, "the credentials")
        return f"The server {again}: the scheme is right ({spelled(used)}), so look at {what}."
    schemes = schemes_asked(response)
    wants = f"names the scheme it wants: {schemes}" if schemes else "does not say which scheme it wants"
    return f"The server {again}, and {wants}."


def _is_stale(response: ResponseRecord | None) -> bool:
    """Tell whether only the nonce was wrong (RFC 7616 section 3.3)."""
    return any((one.get("stale") or "").lower() == "true" for one in challenges(response))


def _info(response: ResponseRecord) -> str:
    """Return what Authentication-Info adds (RFC 7616 section 3.5)."""
    value = response.header("authentication-info")
    if value is None:
        return ""
    params, told = parse_params(value), ""
    if params.get("rspauth"):
        told += ", and proves that it knows the password as well"
    if params.get("nextnonce"):
        told += ", and gives the nonce for the next request"
    return told


def _scheme(request: RequestRecord) -> str:
    """Return the scheme of the Authorization header in lower case, or nothing."""
    return (request.header("authorization") or "").strip().partition(" ")[0].lower()


def _param(request: RequestRecord, name: str) -> str:
    return parse_params((request.header("authorization") or "").partition(" ")[2]).get(name, "")


def _is_authenticated(leg: Leg) -> bool:
    return leg.login is not None or bool(_credentials(leg))


def _credentials(leg: Leg) -> str:
    """Return in what form a request carries credentials; nothing when it is seen to carry none.

    In a record they are the name of a secret, wherever they stand.
    """
    request = leg.request
    if shown := proof(request):
        scheme = shown.removesuffix("••••••").strip()
        return f"credentials ({scheme})" if scheme else "credentials"
    for name, value in request.headers:
        if name.lower() == "cookie":
            if leg.login and f"{{{{{leg.login}_" in value:  # others are what a server has set
                return "a key in a cookie"
        elif NAME.search(value):
            return f"a key in the header {short(name, 40)}"
    return "a key in the URL" if NAME.search(request.url.partition("?")[2]) else ""
