"""The playground's server: uvicorn on two loopback ports, in a daemon thread with its own event loop."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from types import TracebackType

import uvicorn
from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

from ..errors import NbauthError
from .app import WARNING, build
from .arrivals import Arrivals
from .oauth.settings import Settings
from .person import Person
from .users import API_KEY, CLIENT_ID, CLIENT_SECRET, PUBLIC_CLIENT, SIGNING_KEY, USERS

__all__ = ["Playground"]

HOST = "127.0.0.1"
KEEP_ALIVE = 300
"""Seconds that an idle connection stays: in a notebook, minutes pass between two cells."""


class Playground:
    """A running playground; made by `nbauth.playground.start`. Leaving a ``with`` block stops it.

    Attributes:
        url: Where it listens: ``http://127.0.0.1:PORT``.
        other: A second origin, the same server at another port.
        seen: What arrived, in order.
        users: Its made-up users, names to passwords; changes count at once.
        api_key: The key that /apikey/* want.
        signing_key: The key that /custom/signed wants requests to be signed with.
        client_id: The client for grant_type=client_credentials at /token.
        client_secret: Its secret.
        public_client: The client without a secret with which somebody signs in.
        oauth: How long tokens last, and what goes wrong on purpose at /token and its neighbours.
    """

    api_key = API_KEY
    signing_key = SIGNING_KEY
    client_id = CLIENT_ID
    client_secret = CLIENT_SECRET
    public_client = PUBLIC_CLIENT

    def __init__(self, port: int = 0) -> None:
        self.users = dict(USERS)
        self.seen = Arrivals()
        self.oauth = Settings()
        sockets = [_listen(port), _listen(0)]
        self.url, self.other = (f"http://{HOST}:{one.getsockname()[1]}" for one in sockets)
        app = build(
            self.url,
            self.other,
            users=self.users,
            arrivals=self.seen,
            hang_up=self._hang_up,
            settings=self.oauth,
        )
        config = uvicorn.Config(
            app,
            http=H11Protocol,
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE,
        )
        self._server = _Server(config)
        self._thread = threading.Thread(
            target=self._server.serve_in_thread, args=(sockets,), name=f"playground {self.url}", daemon=True
        )
        self._thread.start()
        self._server.ready.wait()
        if not self._server.started:
            raise NbauthError(f"the playground at {self.url} did not start", hint="see the thread's traceback")

    def person(self, name: str) -> Person:
        """Return one of the users as somebody who can sign in where nobody is there to click.

        Raises:
            NbauthError: nobody is called that here.
        """
        if name not in self.users:
            raise NbauthError("nobody is called that here", hint="server.users has all of them")
        return Person(name, self.users[name], (self.url, self.other))

    def stop(self) -> None:
        """Close all connections and both ports; returns when that is done. Again is fine."""
        self._server.request_stop()
        self._thread.join()

    def _hang_up(self, scope: Scope) -> None:
        for connection in list(self._server.server_state.connections):
            ends = scope["client"], scope["server"]
            if isinstance(connection, H11Protocol) and (connection.client, connection.server) == ends:
                connection.transport.close()

    def __enter__(self) -> Playground:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        state = "" if self._thread.is_alive() else ", stopped"
        return f"<Playground {self.url}{state}; {WARNING}>"


class _Server(uvicorn.Server):
    """uvicorn's server, which says when it is ready, stops at once, and leaves no connection behind."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()

    def serve_in_thread(self, sockets: list[socket.socket]) -> None:
        # Not asyncio.run: nest_asyncio replaces it by one that wants the thread to have a loop already.
        try:
            with asyncio.Runner() as runner:
                self._loop = runner.get_loop()
                runner.run(self.serve(sockets=sockets))
        finally:
            self.ready.set()

    def request_stop(self) -> None:
        self.should_exit = True
        try:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._wake.set)
        except RuntimeError:
            pass  # the loop is closed: it has stopped already

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        # on_tick(0) renews the Date header; uvicorn's own loop asks ten times a second whether to stop.
        while not await self.on_tick(0):
            try:
                await asyncio.wait_for(self._wake.wait(), 1.0)
            except TimeoutError:
                continue

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        # Who has just connected gets to be a connection: a task that is cancelled before it begins leaves a socket.
        for _ in range(2):
            await asyncio.sleep(0)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        for task in list(self.server_state.tasks):
            task.cancel()
        await super().shutdown(sockets=sockets)


def _listen(port: int) -> socket.socket:
    # asyncio sets TCP_NODELAY only where the protocol is named; without it every answer may wait 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
    except OSError as exc:
        listener.close()
        why = f"{HOST}:{port}: {exc.strerror}; leave the port out to get a free one"
        raise OSError(exc.errno, why) from exc
    return listener
