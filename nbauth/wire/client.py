"""Client, AsyncClient: httpx's own clients, with each hop's credential added on the lowest rung.

httpx sends through a ladder: `send`, auth, redirects, `_send_single_request`. Both ends of it are overridden:
`send` opens the recording and decides what was asked for; auth has nothing to do; the lowest rung looks up the
login of *that hop's* origin and runs its flow there, on a copy. The request that the user holds, and that httpx
redirects, never has a session's credential on it.

The private names of httpx that this needs are all in this module: `_send_single_request`, `_send_handling_auth`,
`_send_handling_redirects`, `_build_redirect_request`, `_build_auth`, `_event_hooks`, `_transport_for_url`, which
`wire/pools.py` and `wire/proxies.py` call as well; and two more in `wire/build.py`. A test says so if one ever
changes.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from .._http import httpx
from ..core.origin import Origin
from ..schemes.custom import as_auth, async_flow, sync_flow
from .build import Builder
from .flow import adrive, drive
from .hop import Send
from .interrupt import wake_on_interrupt
from .pools import Pools

if TYPE_CHECKING:
    from .session import Session

__all__ = ["AsyncClient", "Client"]

NOTHING = httpx.Auth()
"""httpx's way to say "no auth": a bare Auth, which sends the request as it is."""

_now: ContextVar[Send | None] = ContextVar("nbauth.send", default=None)


class _Ladder(Builder):
    """What the two clients share: all but the waiting."""

    _event_hooks: dict[str, list[Any]]
    _leg_hooks: dict[str, list[Any]]

    def __init__(self, session: Session, **options: Any) -> None:
        # Before httpx's own __init__, which calls _build_auth.
        self._session = session
        super().__init__(**options)
        # Hooks fire per leg, here; httpx would fire them per hop.
        self._leg_hooks, self._event_hooks = self._event_hooks, {"request": [], "response": []}
        self.cookies = self._cookies.jar

    @property
    def event_hooks(self) -> dict[str, list[Any]]:
        return self._leg_hooks

    @event_hooks.setter
    def event_hooks(self, hooks: Mapping[str, list[Any]]) -> None:
        self._leg_hooks = {kind: list(hooks.get(kind, [])) for kind in ("request", "response")}

    def _build_auth(self, auth: Any) -> httpx.Auth | None:
        return as_auth(auth)

    def _open(self, request: httpx.Request, auth: Any, follow: Any) -> Send:
        """Begin the send of *request*."""
        return Send(self, self._session, request, auth, follow)

    def _build_redirect_request(self, request: httpx.Request, response: httpx.Response) -> httpx.Request:
        """Return where a redirect leads; None where that is no URL and nobody goes there.

        httpx asks for it also where redirects are not followed, and raises then, so that nobody would ever see what
        such a server has said.
        """
        send = _now.get()
        problem: httpx.RemoteProtocolError
        try:
            return self._redirected(request, response, Origin.of(request.url) if send is None else send.home)
        except httpx.RemoteProtocolError as exc:
            problem = exc
        except httpx.InvalidURL as exc:
            problem = httpx.RemoteProtocolError(f"Invalid URL in location header: {exc}.", request=request)
        if send is not None and not send.follow:
            return None  # type: ignore[return-value]  # `response.next_request`, which may be None
        raise problem

    def __repr__(self) -> str:
        return f"<nbauth {type(self).__name__}>"


class Client(_Ladder, httpx.Client):
    """The session's `httpx.Client`."""

    def send(
        self,
        request: httpx.Request,
        *,
        stream: bool = False,
        auth: Any = httpx.USE_CLIENT_DEFAULT,
        follow_redirects: Any = httpx.USE_CLIENT_DEFAULT,
    ) -> httpx.Response:
        """Send a request, as `httpx.Client.send` does."""
        send = self._open(request, auth, follow_redirects)
        token = _now.set(send)
        try:
            response = super().send(send.request, stream=stream, auth=NOTHING, follow_redirects=follow_redirects)
        except BaseException as exc:
            send.failed(exc)
            raise
        finally:
            _now.reset(token)
        return send.finished(response, stream=stream)

    def _send_handling_auth(
        self, request: httpx.Request, auth: httpx.Auth, follow_redirects: bool, history: list[httpx.Response]
    ) -> httpx.Response:
        # `auth` is NOTHING, whose flow is the request itself.
        return self._send_handling_redirects(request, follow_redirects=follow_redirects, history=history)

    def _send_single_request(self, request: httpx.Request) -> httpx.Response:
        send = _now.get()
        if send is None:
            return super()._send_single_request(request)
        auth = send.enter(request)
        if auth is None:
            return self._leg(send, request, request)
        copy = send.copied(request)

        def one(step: httpx.Request) -> httpx.Response:
            step = send.step(step, copy, request)
            if send.is_main(step, copy):
                return self._leg(send, step, request)
            with send.nested(step):
                return self._send_handling_redirects(step, follow_redirects=send.follow, history=[])

        return drive(sync_flow(auth, copy), one)

    def _leg(self, send: Send, leg: httpx.Request, hop: httpx.Request) -> httpx.Response:
        send.check(leg, hop)
        for hook in self._leg_hooks["request"]:
            hook(leg)
        raw, outgoing = send.leaving(leg, hop, httpx.SyncByteStream)
        begun = time.perf_counter()
        try:
            response = super()._send_single_request(outgoing)
        except BaseException as exc:
            raw.elapsed = time.perf_counter() - begun
            send.lost(raw, exc, leg, hop)
            raise
        raw.elapsed = time.perf_counter() - begun
        send.arrived(raw, response, leg, hop)
        try:
            for hook in self._leg_hooks["response"]:
                hook(response)
        except BaseException:
            response.close()
            raise
        return response


class AsyncClient(_Ladder, httpx.AsyncClient):
    """The session's `httpx.AsyncClient`. Unlike a bare one it can be used on several event loops."""

    def __init__(self, session: Session, **options: Any) -> None:
        self._pools = Pools(options)
        super().__init__(session, **options)

    async def send(
        self,
        request: httpx.Request,
        *,
        stream: bool = False,
        auth: Any = httpx.USE_CLIENT_DEFAULT,
        follow_redirects: Any = httpx.USE_CLIENT_DEFAULT,
    ) -> httpx.Response:
        """Send a request, as `httpx.AsyncClient.send` does."""
        wake_on_interrupt()
        send = self._open(request, auth, follow_redirects)
        token = _now.set(send)
        try:
            response = await super().send(
                send.request, stream=stream, auth=NOTHING, follow_redirects=follow_redirects
            )
        except BaseException as exc:
            send.failed(exc)
            raise
        finally:
            _now.reset(token)
        return send.finished(response, stream=stream)

    async def _send_handling_auth(
        self, request: httpx.Request, auth: httpx.Auth, follow_redirects: bool, history: list[httpx.Response]
    ) -> httpx.Response:
        return await self._send_handling_redirects(request, follow_redirects=follow_redirects, history=history)

    async def _send_single_request(self, request: httpx.Request) -> httpx.Response:
        send = _now.get()
        if send is None:
            return await super()._send_single_request(request)
        auth = send.enter(request)
        if auth is None:
            return await self._leg(send, request, request)
        copy = send.copied(request)

        async def one(step: httpx.Request) -> httpx.Response:
            step = send.step(step, copy, request)
            if send.is_main(step, copy):
                return await self._leg(send, step, request)
            with send.nested(step):
                return await self._send_handling_redirects(step, follow_redirects=send.follow, history=[])

        return await adrive(async_flow(auth, copy), one)

    async def _leg(self, send: Send, leg: httpx.Request, hop: httpx.Request) -> httpx.Response:
        send.check(leg, hop)
        for hook in self._leg_hooks["request"]:
            await hook(leg)
        raw, outgoing = send.leaving(leg, hop, httpx.AsyncByteStream)
        begun = time.perf_counter()
        try:
            response = await super()._send_single_request(outgoing)
        except BaseException as exc:
            raw.elapsed = time.perf_counter() - begun
            send.lost(raw, exc, leg, hop)
            raise
        raw.elapsed = time.perf_counter() - begun
        send.arrived(raw, response, leg, hop)
        try:
            for hook in self._leg_hooks["response"]:
                await hook(response)
        except BaseException:
            await response.aclose()
            raise
        return response

    def _transport_for_url(self, url: httpx.URL) -> httpx.AsyncBaseTransport:
        transport: httpx.AsyncBaseTransport = self._pools.transport(super()._transport_for_url(url), url)
        return transport

    async def aclose(self) -> None:
        """Close the connections, those on other loops too."""
        await self._pools.aclose(super().aclose)

    def _close(self) -> None:
        """Close the connections that can be closed without `await`: not those on a loop that runs here."""
        self._pools.close(super().aclose)

    async def __aexit__(self, *exc: Any) -> None:
        await super().__aexit__(*exc)
        await self.aclose()
