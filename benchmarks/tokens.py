"""OAuth 2: a token that is there, and one that a thousand requests find dead at once.

Goals: a cached token costs at most 1.05x a static bearer token; a thousand 401s cost one token request.

Beside it: the recipe of httpx's page on authentication (a flow that refreshes on a 401), httpx-auth, Authlib. Some
of them renew a token by its time alone: they stay with their 401.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import server
from rounds import interleaved, table

import nbauth
from nbauth._http import httpx
from nbauth.oauth2.auth import OAuth2Auth

PEERS = Path(__file__).parent.parent / "build" / "peers"
if PEERS.is_dir():
    sys.path.append(str(PEERS))

CLIENT = ("report", "its made-up secret")
MANY = 1000
LIMITS = httpx.Limits(max_connections=50)


class Recipe(httpx.Auth):
    """As httpx documents it."""

    requires_response_body = True

    def __init__(self, url: str) -> None:
        self.url, self.token = url, "none"

    def auth_flow(self, request: httpx.Request) -> Any:
        request.headers["Authorization"] = f"Bearer {self.token}"
        response = yield request
        if response.status_code == 401:
            answer = yield httpx.Request("POST", self.url, data={"grant_type": "client_credentials"})
            self.token = answer.json()["access_token"]
            request.headers["Authorization"] = f"Bearer {self.token}"
            yield request


def cached(url: str) -> None:
    """Print what a request costs whose token is there."""
    import httpx_auth
    from authlib.integrations.httpx_client import OAuth2Client

    token = httpx.post(f"{url}/token").json()["access_token"]
    api, endpoint = f"{url}/api", f"{url}/token"
    header = httpx.Client(headers={"Authorization": f"Bearer {token}"})
    plain, static = nbauth.Session(), nbauth.Session()
    plain.login(api, OAuth2Auth(*CLIENT, token_url=endpoint))
    static.login(api, nbauth.BearerAuth(token))
    other = httpx.Client()
    ours, recipe = OAuth2Auth(*CLIENT, token_url=endpoint), Recipe(endpoint)
    theirs = httpx_auth.OAuth2ClientCredentials(endpoint, client_id=CLIENT[0], client_secret=CLIENT[1])
    authlib = OAuth2Client(*CLIENT, token_endpoint=endpoint, grant_type="client_credentials")
    authlib.fetch_token()
    contenders: dict[str, Callable[[], object]] = {
        "a header in httpx": lambda: header.get(api),
        "OAuth2Auth in httpx": lambda: other.get(api, auth=ours),
        "httpx's recipe": lambda: other.get(api, auth=recipe),
        "httpx-auth": lambda: other.get(api, auth=theirs),
        "Authlib's client": lambda: authlib.get(api),
        "BearerAuth in a session": lambda: static.client.get(api),
        "OAuth2Auth in a session": lambda: plain.client.get(api),
    }
    times = interleaved(contenders, rounds=25, calls=60)
    print("## GET of 1 KB with a token that is there\n")
    print(table(times, "a header in httpx"), "\n")
    sessions = {name: times[name] for name in times if "session" in name}
    print(table(sessions, "BearerAuth in a session"), "\n")


async def at_once(get: Callable[[], Any]) -> tuple[int, float]:
    begun = time.perf_counter()
    answers = await asyncio.gather(*(get() for _ in range(MANY)), return_exceptions=True)
    good = sum(getattr(each, "status_code", 0) == 200 for each in answers)
    return good, time.perf_counter() - begun


async def dead(url: str) -> None:
    """Print what happens when the token is dead that a thousand requests bring."""
    import httpx_auth
    from authlib.integrations.httpx_client import AsyncOAuth2Client

    api, endpoint = f"{url}/api", f"{url}/token"
    options: dict[str, Any] = {"limits": LIMITS, "timeout": 60}
    session = nbauth.Session(**options)
    session.login(api, OAuth2Auth(*CLIENT, token_url=endpoint))
    bare = httpx.AsyncClient(**options)
    ours, recipe = OAuth2Auth(*CLIENT, token_url=endpoint), Recipe(endpoint)
    theirs = httpx_auth.OAuth2ClientCredentials(endpoint, client_id=CLIENT[0], client_secret=CLIENT[1])
    authlib = AsyncOAuth2Client(*CLIENT, token_endpoint=endpoint, grant_type="client_credentials", **options)
    contenders: dict[str, Callable[[], Any]] = {
        "OAuth2Auth in a session": lambda: session.async_client.get(api),
        "OAuth2Auth in httpx": lambda: bare.get(api, auth=ours),
        "httpx's recipe": lambda: bare.get(api, auth=recipe),
        "httpx-auth": lambda: bare.get(api, auth=theirs),
        "Authlib's client": lambda: authlib.get(api),
    }
    await authlib.fetch_token()
    print(f"## {MANY} requests at once with a dead token\n")
    print("| | token requests | answered with 200 | seconds |\n|---|---|---|---|")
    for name, get in contenders.items():
        with suppress(httpx.HTTPError):
            await get()  # it has a token now
        httpx.get(f"{url}/end")
        good, seconds = await at_once(get)
        print(f"| {name} | {httpx.get(f'{url}/asked').text} | {good} | {seconds:.2f} |")
    await session.aclose()
    await bare.aclose()
    await authlib.aclose()


def main() -> None:
    with server.running() as url:
        cached(url)
        asyncio.run(dead(url))


if __name__ == "__main__":
    main()
