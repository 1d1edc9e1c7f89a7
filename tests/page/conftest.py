"""What the tests of httpx's page on authentication share (https://www.python-httpx.org/advanced/authentication/).

The page's classes stand in the tests as the page has them, written against the library in use.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from callers import Connect, SyncCaller, connect

from nbauth._http import httpx

__all__ = ["connect"]

Present = Callable[[Any, str], SyncCaller]


@pytest.fixture(params=["request", "client", "login"])
def present(request: pytest.FixtureRequest, connect: Connect) -> Present:
    """Make a caller that presents *auth* to *origin*: per request, for the whole client, as a login.

    The first two are httpx's; the third is nbauth's.
    """

    def present(auth: Any, origin: str) -> SyncCaller:
        caller = connect(auth=auth) if request.param == "client" else connect()
        match request.param:
            case "request":
                caller.auth, caller.owner = {"auth": auth}, "auth"
            case "client":
                caller.owner = "client"
            case "login":
                origin = str(httpx.URL(origin).join("/"))
                caller.owner = caller.session.login(origin, auth).name
        return caller

    return present
