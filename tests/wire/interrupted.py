"""A program that is interrupted while it waits for an answer, and then tells what it finds: test_interrupt.py runs it.

python interrupted.py sync|async URL [wait]
"""

import asyncio
import json
import sys

from nbauth._http import httpx
from nbauth.schemes.base import Scheme, Wait
from nbauth.wire.session import Session

mode, url, *how = sys.argv[1:]
closed = []


class Slow(Scheme):
    """Fetches a token, waits when asked to, and tells when it is closed."""

    name = "slow"
    title = "Slow"

    def auth_flow(self, request):
        try:
            if request.url.path != "/after":
                yield type(request)("POST", f"{url}/token", data={"client_secret": "s"})
                if how:
                    print("waiting", flush=True)
                    yield Wait(3600)
            request.headers["Authorization"] = "Bearer good"
            yield request
        finally:
            closed.append(True)


def answered(response):
    if response.url.path == "/slow":
        print("answered", flush=True)


async def async_answered(response):
    answered(response)


hooks = {"response": [answered if mode == "sync" else async_answered]}
session = Session(event_hooks=hooks, limits=httpx.Limits(max_connections=1), timeout=None)
session.login(url, Slow())


async def get(path):
    return await session.async_client.get(f"{url}{path}")


def call(path):
    return session.client.get(f"{url}{path}") if mode == "sync" else runner.run(get(path))


runner = asyncio.Runner()
try:
    call("/slow")
except KeyboardInterrupt:
    first = session.history[-1]
    found = {
        "closed": len(closed),
        "error": first.error,
        "legs": [(leg.purpose, leg.status, leg.error) for leg in first.legs],
        "after": call("/after").status_code,
        "exchanges": len(session.history),
    }
    print(json.dumps(found), flush=True)
runner.close()
