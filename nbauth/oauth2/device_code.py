"""Device code: a person signs in on any device, with a short code (RFC 8628)."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from ..core.secret import Secret
from ..errors import OAuthError
from ..render.inert import short
from ..schemes.base import Wait
from .asking import HINTS, ask, ask_token
from .client import Client
from .person import known
from .server import Server, checked_url
from .token import Token
from .wanted import Wanted

__all__ = ["Device", "ask_device", "poll", "poll_once", "until_next"]

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
INTERVAL, SLOWER = 5.0, 5.0
"""Seconds between two polls where the server says nothing, and what `slow_down` adds to later ones."""

LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class Device:
    """What a person is told, and what is polled with.

    Attributes:
        user_code: What is typed at `uri`.
        complete: The same with the code in it, for a link or a QR code; empty where the server gives none.
        expires_at: Seconds since the epoch, UTC.
        interval: Seconds between two polls.
        resource: What the token is for, where the server wants to know.
    """

    user_code: str
    uri: str
    complete: str
    code: Secret
    expires_at: float
    interval: float = INTERVAL
    resource: str = ""


def ask_device(client: Client, server: Server, wanted: Wanted) -> Generator[Any, Any, Device]:
    """Begin a sign-in, and return what a person is told.

    Raises:
        OAuthError: the server has no such grant, or answers what cannot be used.
    """
    if not server.device:
        raise OAuthError("the server has no device authorization endpoint", hint="choose another grant")
    now = time.time()
    answer = yield from ask(server.device, client, server, {"client_id": client.id, **wanted.form}, "authorize")
    code, user_code, uri = (answer.get(name) for name in ("device_code", "user_code", "verification_uri"))
    if not isinstance(code, str) or not isinstance(user_code, str) or not isinstance(uri, str) or not code:
        raise OAuthError("the device authorization endpoint answered without a code, or where to type it")
    complete = answer.get("verification_uri_complete")
    return Device(
        short(user_code, LONGEST_CODE),
        checked_url(uri, "verification_uri"),
        checked_url(complete, "verification_uri_complete") if isinstance(complete, str) and complete else "",
        Secret(code, "device_code"),
        now + _seconds(answer.get("expires_in"), 600.0),
        _seconds(answer.get("interval"), INTERVAL),
        wanted.resource,
    )


def poll(client: Client, server: Server, device: Device) -> Generator[Any, Any, Token]:
    """Ask until somebody has signed in, or said no, or the code has run out."""
    interval = device.interval
    while True:
        yield Wait(interval)
        try:
            token = yield from poll_once(client, server, device)
        except OAuthError as exc:
            interval = until_next(exc, interval)
            continue
        return (yield from known(client, server, token, None, device.resource))


def poll_once(client: Client, server: Server, device: Device) -> Generator[Any, Any, Token]:
    """Ask once whether somebody has signed in. Raises OAuthError where not, or not yet."""
    if time.time() >= device.expires_at:
        raise OAuthError("nobody has signed in in time", "expired_token", hint=HINTS["expired_token"])
    form: dict[str, str | Secret] = {
        "grant_type": GRANT,
        "device_code": device.code,
        "resource": device.resource,
    }
    return (yield from ask_token(client, server, form, purpose="poll"))


def until_next(error: OAuthError, interval: float) -> float:
    """Return how long to wait before it is asked again; raise the error where it is over."""
    if error.error == "slow_down":
        return interval + SLOWER
    if error.error != "authorization_pending":
        raise error
    return interval


def _seconds(value: Any, default: float) -> float:
    return float(value) if isinstance(value, int | float) and 0 < value < 1e7 else default
