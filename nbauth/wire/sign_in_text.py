"""Sign in where there is no page: an address, or a code, is printed, and the login is there when it was used."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..errors import NbauthError, OAuthError
from ..oauth2.plan import Plan
from ..render.inert import line, short
from .bindings import parse_space
from .log_in import told
from .place import far_away
from .signing_in import MINUTES, SigningIn

if TYPE_CHECKING:
    from .session import Session

__all__ = ["sign_in_by_text"]


def sign_in_by_text(session: Session, origin: str, fields: Mapping[str, str], name: str | None) -> SigningIn:
    """Print what a person does to sign in, and return; a line says it when it is done.

    With a code where the kernel is likely not on the person's machine, or the server wants it so.

    Raises:
        NbauthError: something is missing, the server refuses, or cannot be reached.
    """
    plan = Plan.of(str(parse_space(origin)), fields)

    def failed(error: NbauthError) -> None:
        print(short(f"{error} ({error.hint})" if error.hint else str(error), 600), file=sys.stderr)

    def changed() -> None:
        if signing.login is not None:
            print(told(signing.login))

    signing = SigningIn(session, plan, name=name, changed=changed, failed=failed)
    signing.look()
    server = signing.server
    if server is not None and server.device and (far_away() or not server.authorization):
        signing.with_code()
        device = signing.device
        if device is not None:
            where = line(device.complete or device.uri)
            print(f"On any device, open {where} and type the code {device.user_code}.")
        return signing
    signing.with_browser()
    if signing.sign_in is None or not signing.listens:
        signing.stop()
        raise OAuthError("no port of this machine can be had to come back to", hint="sign in from a notebook")
    if where := far_away():
        print(
            f"The kernel seems to run elsewhere ({where}): if your browser is not there, sign in from a notebook."
        )
    print(f"Open this address and sign in; it is good for {MINUTES} minutes:\n{line(signing.sign_in.url)}")
    return signing
