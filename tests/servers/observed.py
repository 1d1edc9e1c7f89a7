"""What can be seen of a session's requests: leaks of a password, Digest's counts, whole stories."""

from __future__ import annotations

import re
from typing import Any

from callers import SyncCaller
from wire.canary import leaks
from wire.held import texts


def leaked(password: str, caller: SyncCaller, *held: Any) -> list[str]:
    """Return where a form of *password* is: in the record of the session, or in what its user holds."""
    found = texts([list(caller.session.history), repr(caller.session.logins), *held])
    return [f"{path}: {form}" for path, text in found for form in leaks(text, password)]


def without_login(caller: SyncCaller, url: str) -> int:
    """Return what *url* answers to nobody in particular; the session's record begins after it."""
    response = caller.get(url)
    assert [None] * len(caller.exchange.legs) == caller.sent("Authorization")
    caller.session.history.clear()
    return response.status_code


def story(caller: SyncCaller) -> list[tuple[str, int | None]]:
    """Return purpose and status of each leg of the last exchange."""
    return [(leg.purpose, leg.status) for leg in caller.exchange.legs]


def proofs(caller: SyncCaller) -> list[tuple[str, int]]:
    """Return nonce and count of each Digest answer that the session sent, in the order of the record."""
    legs = [leg for exchange in caller.session.history for leg in exchange.legs]
    return [
        (params(value)["nonce"], int(params(value)["nc"], 16))
        for leg in legs
        if (value := leg.request.header("Authorization"))
    ]


def params(header: str | None) -> dict[str, str]:
    """Return the parameters of an Authorization or WWW-Authenticate header, as far as these servers need it."""
    return {
        name: quoted or plain for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', header or "")
    }
