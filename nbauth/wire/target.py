"""Where a request of a cell goes: what is wrong with a URL, and what is made of one without a scheme."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from .._http import httpx
from ..core.request_text import Piece
from ..core.secret import Secret
from ..core.variables import ResolvedRequest
from ..errors import RequestSyntaxError

__all__ = ["checked_target", "has_secret_host", "url_problem"]

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST = re.compile(
    rf"(?:localhost|\[::1\]|\d{{1,3}}(?:\.\d{{1,3}}){{3}}|(?:{LABEL}\.)+[a-z]{{2,24}})(?::\d+)?(?=[/?#]|\Z)",
    re.IGNORECASE,
)
"""Hosts that a URL without a scheme may have: they are called by http, as both editors and curl do. Nothing else is
taken for one, since a token that was pasted there would be looked up as a name."""

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
VARIABLE = "a variable is {{name}} in a cell, and $NAME in a curl command"

AUTHORITY = re.compile(r"[^/?#]*(?://[^/?#]*)?")


def checked_target(resolved: ResolvedRequest, client: Any, where: Piece) -> str | httpx.URL:
    """Return the URL to send to, absolute or for the client's base_url.

    Raises:
        RequestSyntaxError: it is none. No error quotes it: a password may be in it.
    """
    target, problem, hint, url = resolved.target, "", "", None
    if has_secret_host(resolved):
        problem = "a Secret cannot be in the host, nor be a user name or password in a URL"
    elif target == "*":
        problem = "the target * is not supported"
    elif HOST.match(target):
        url, problem, hint = _parsed(f"http://{target}")
    elif target[:1] == "/" and target[1:2] != "/":
        if not client.base_url.host:
            host = _host(resolved.headers)
            if HOST.fullmatch(host):
                # VS Code's rule.
                return f"{'https' if host.endswith((':443', ':8443')) else 'http'}://{host}{target}"
            problem = "a path needs an address before it"
            hint = "write https://host/path, or use Session(base_url=...)"
    else:
        url, problem, hint = _parsed(target)
    if problem:
        raise RequestSyntaxError(problem, where.line, where.column, hint=hint)
    return url or target


def has_secret_host(resolved: ResolvedRequest, secrets: Collection[Secret] | None = None) -> bool:
    """Tell whether a Secret, or one of *secrets*, stands where the host does, or a user name or a password."""
    authority = AUTHORITY.match(resolved.target)
    if authority is None or "{{" not in authority[0]:
        return False
    return any(
        f"{{{{{name}}}}}" in authority[0]
        for name, secret in resolved.secrets.items()
        if secrets is None or secret in secrets
    )


def _host(headers: Sequence[tuple[str, str]]) -> str:
    return next((value for name, value in headers if name.lower() == "host"), "")


def url_problem(target: str) -> tuple[str, str]:
    """Return what is wrong with an absolute URL, and what to do; nothing when it is fine."""
    _, problem, hint = _parsed(target)
    return problem, hint


def _parsed(target: str) -> tuple[httpx.URL | None, str, str]:
    """Return an absolute URL, or None, what is wrong with it, and what to do."""
    scheme, colon, _ = target.partition("://")
    if not colon or not SCHEME.fullmatch(scheme):
        is_variable = target[:1] in ("$", "{")
        return None, "the URL has no scheme", VARIABLE if is_variable else "it starts with https:// or http://"
    if scheme.lower() not in ("http", "https"):
        return None, "this scheme is not supported", "a URL starts with https:// or http://"
    try:
        url = httpx.URL(target)
    except httpx.InvalidURL:
        url = None
    if url is None or (url.port or 0) > 65535 or any(char in url.host for char in "[]%"):
        return None, "the URL cannot be read: its host or its port is wrong", ""
    if "$" in url.host or "{" in url.host:
        return None, "the URL cannot be read: its host is wrong", VARIABLE
    return (url, "", "") if url.host.strip(".") else (None, "the URL has no host", "write https://host/path")
