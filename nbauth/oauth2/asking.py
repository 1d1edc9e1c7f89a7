"""Ask an endpoint: a form goes out, JSON comes back, and an error says what the server says of it, inert."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Mapping
from typing import Any

from .._http import httpx
from ..core.origin import Origin
from ..core.redact import Redactor
from ..core.secret import Known, Secret, Vault
from ..errors import OAuthError
from ..render.inert import short
from ..schemes.base import HIDDEN, Read
from .client import Client
from .dpop import TRIES
from .json_body import json_object
from .server import Server
from .token import Token, token_of

__all__ = ["HINTS", "ask", "ask_token", "error_of"]

Answer = Generator[Any, Any, dict[str, Any]]

HINTS = {
    "invalid_client": "look at the client id and its secret, and at how the client shows who it is",
    "invalid_grant": "what was handed in is wrong, has run out or was used: sign in again",
    "unauthorized_client": "this client may not use this grant: the server's owner can allow it",
    "unsupported_grant_type": "the server does not have this grant: choose another one",
    "invalid_scope": "ask for less: scope=...",
    "invalid_target": "the server knows no such API: look at resource=... and audience=...",
    "invalid_dpop_proof": "look at the clock of this machine: a proof is good for a moment only",
    "access_denied": "somebody, or a rule of the server, said no",
    "expired_token": "nobody signed in in time: begin anew",
}
"""What to do (RFC 6749 section 5.2, RFC 8628 section 3.5, RFC 8707 section 2, RFC 9449 section 5)."""


def ask(
    url: str,
    client: Client,
    server: Server,
    given: Mapping[str, str | Secret],
    purpose: str = "token",
    *,
    accepts: tuple[int, ...] = (200,),
    proves: bool = False,
) -> Answer:
    """Send a form to an endpoint, and return what it answers.

    Args:
        given: The form, without what shows who the client is; what is secret as a Secret.
        accepts: The status codes of an answer that grants something.
        proves: Whether a client that has a DPoP key shows here that it has it.

    Raises:
        OAuthError: it refuses, redirects, or answers with something else than JSON.
    """
    secret = [each for each in given.values() if isinstance(each, Secret)]
    given_form = {
        name: value.reveal() if isinstance(value, Secret) else value for name, value in given.items() if value
    }
    for _ in range(TRIES):
        form, headers = dict(given_form), {"Accept": "application/json"}
        client.prove(server, form, headers)
        if proves and client.dpop is not None:
            headers["DPoP"] = client.dpop.proof("POST", httpx.URL(url))
        about = {"nbauth.purpose": purpose, HIDDEN: secret}
        request = httpx.Request("POST", url, data=form, headers=headers, extensions=about)
        response: httpx.Response = yield request
        yield Read(response)
        if not proves or client.dpop is None or not client.dpop.wants_another(response):
            break
    answer = json_object(response) if response.status_code in accepts else None
    if answer is not None:
        return answer
    raise error_of(response, [*secret, *([client.secret] if client.secret else [])])


def ask_token(
    client: Client,
    server: Server,
    given: Mapping[str, str | Secret],
    before: Token | None = None,
    purpose: str = "token",
) -> Generator[Any, Any, Token]:
    """Ask the token endpoint, and return the token that it grants."""
    if not server.token:
        raise OAuthError("the server has no token endpoint", hint="give it: token_url=...")
    now = time.time()  # before it is asked: a token never seems good for longer than it is
    answer = yield from ask(server.token, client, server, given, purpose, proves=True)
    return token_of(answer, now, before, client.token_type)


def error_of(response: httpx.Response, secrets: Iterable[Secret]) -> OAuthError:
    """Return what an endpoint says is wrong: the RFC's own members, without secrets; never the body."""
    where = Origin.of(response.request.url)
    answer = json_object(response) or {}
    clean = Redactor(Vault.of([Known(each.name, each) for each in secrets])).text
    said = {name: short(clean(value), most) if isinstance(value := answer.get(name), str) else ""
            for name, most in (("error", 60), ("error_description", 300), ("error_uri", 200))}  # fmt: skip
    error = said["error"]
    if error:
        what = f"{where} refuses: {error}"
    elif response.is_redirect:
        what = f"{where} redirects a request with credentials ({response.status_code}), which is not followed"
    else:
        what = f"{where} answered {response.status_code} and says no error"
    about = "; ".join(filter(None, [said["error_description"], said["error_uri"]]))
    return OAuthError(f"{what} ({about})" if about else what, error, hint=HINTS.get(error, ""))
