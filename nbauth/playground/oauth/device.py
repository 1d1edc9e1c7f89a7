"""Sign in on another device: a code is shown here, and typed there (RFC 8628)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .authority import Authority
from .clients import DEVICE_CODE, Client, client_of, scopes_of
from .pages import device_page, page
from .refusal import NO_STORE, Refused, answering, form_of
from .tokens import Grant, bounded
from .visits import Visits

__all__ = ["Device", "Devices", "device_routes", "polled"]

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, so that it is no word, and nothing that looks like a digit (section 6.1)."""

SLOWER = 5.0
GONE = "No device waits with this code: it is wrong, was used, or has run out."


@dataclass(slots=True)
class Device:
    """A device that waits; what it asks for is granted once somebody says yes.

    Attributes:
        asked: When it polled last, or got its code; it may come again an interval later.
        is_denied: Whether somebody said no.
    """

    grant: Grant
    client: Client
    user_code: str
    end: float
    interval: float
    asked: float
    is_denied: bool = False


Devices = dict[str, Device]


def device_routes(authority: Authority, devices: Devices, visits: Visits) -> list[Route]:
    """Return /device_authorization and /device."""

    @answering
    async def ask(request: Request) -> Response:
        """POST a form: client_id and scope, for a code that is typed at /device (RFC 8628)."""
        form = await form_of(request)
        client = client_of(request, form, authority.clients)
        if client is None:
            raise Refused("invalid_client")
        if DEVICE_CODE not in client.grants:
            raise Refused("unauthorized_client")
        authority.check_resource(form)
        scopes = scopes_of(client, form.get("scope", ""))
        letters = "".join(secrets.choice(LETTERS) for _ in range(8))
        typed = f"{letters[:4]}-{letters[4:]}"
        now, settings = authority.settings.now(), authority.settings
        device = Device(
            Grant("", client.id, scopes, resource=form.get("resource", "")),
            client,
            typed,
            now + settings.device_seconds,
            float(settings.device_interval),
            now,
        )
        where = f"{authority.issuer}/device"
        answer = {
            "device_code": bounded(devices, device),
            "user_code": typed,
            "verification_uri": where,
            "verification_uri_complete": f"{where}?user_code={typed}",
            "expires_in": int(settings.device_seconds),
            "interval": int(device.interval) if device.interval.is_integer() else device.interval,
        }
        return JSONResponse(answer, headers=NO_STORE)

    async def typing(request: Request) -> Response:
        """Device: a person types the code of the device here."""
        if request.method != "POST":
            return device_page(request.query_params.get("user_code", ""))
        typed = (await form_of(request)).get("user_code", "")
        device = _waiting(authority, devices, typed)
        if device is None:
            return device_page(typed, GONE)

        def allowed(user: str) -> Response:
            if not _waits(authority, device):  # somebody else was faster: a device is one person's
                return device_page(device.user_code, GONE)
            device.grant.user = user
            return page("Done", "<p>The device goes on by itself. You can close this page.</p>")

        def denied() -> Response:
            if not _waits(authority, device):
                return device_page(device.user_code, GONE)
            device.is_denied = True
            return page("Denied", "<p>The device is told so. You can close this page.</p>")

        return visits.begun(device.client, device.grant.scopes, allowed, denied)

    return [
        Route("/device_authorization", ask, methods=["POST"]),
        Route("/device", typing, methods=["GET", "POST"]),
    ]


def polled(authority: Authority, devices: Devices, code: str, client: str) -> Grant:
    """Return what was granted to a device, once. Raises Refused where it was not, or not yet (section 3.5)."""
    device, now = devices.get(code), authority.settings.now()
    if device is None or device.grant.client != client:
        raise Refused("invalid_grant", "no device of this client has this code, or it was used")
    if now >= device.end:
        raise Refused("expired_token")
    too_fast, device.asked = now < device.asked + device.interval, now
    if too_fast:
        device.interval += SLOWER
        raise Refused("slow_down", f"wait {device.interval:g} seconds from now on")
    if device.is_denied:
        del devices[code]
        raise Refused("access_denied")
    if not device.grant.user:
        raise Refused("authorization_pending")
    del devices[code]
    return device.grant


def _waiting(authority: Authority, devices: Devices, typed: str) -> Device | None:
    """Return the device that waits with a code, whose case and dashes do not count."""
    wanted = "".join(letter for letter in typed.upper() if letter.isalnum())
    found = (each for each in devices.values() if each.user_code.replace("-", "") == wanted)
    return next((each for each in found if _waits(authority, each)), None)


def _waits(authority: Authority, device: Device) -> bool:
    """Tell whether nobody has said yes or no yet, and the time is not over."""
    return not device.grant.user and not device.is_denied and authority.settings.now() < device.end
