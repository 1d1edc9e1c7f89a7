"""What goes wrong, each in a way of its own: servers on real sockets, certificates, a plugin."""

from __future__ import annotations

import os
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import trustme

RESET = "reset"
"""Instead of an answer: break the connection off, so that the other side sees it."""


@contextmanager
def answering(answer: bytes | str, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Answer whatever comes with these bytes, and close; give the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve, args=(listening, answer, tls))
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)  # wakes accept
            thread.join()


def _serve(listening: socket.socket, answer: bytes | str, tls: ssl.SSLContext | None) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with suppress(OSError):  # a client that did not like the certificate, say
            with tls.wrap_socket(connection, server_side=True) if tls else connection as accepted:
                accepted.recv(65536)
                if answer == RESET:
                    accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                else:
                    accepted.sendall(answer)


@contextmanager
def full() -> Iterator[int]:
    """Take no connection: the queue is full. Give the port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        port = listening.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            with suppress(BlockingIOError):
                one.connect(("127.0.0.1", port))
        try:
            yield port
        finally:
            for one in waiting:
                one.close()


def certificate(name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the server's side of TLS for a name, and a client's that trusts the authority behind it."""
    authority, server, client = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert(name).configure_cert(server)
    authority.configure_trust(client)
    return server, client


def broken_plugin(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a scheme "broken" whose module is not there."""
    (folder / "broken-1.dist-info").mkdir()
    (folder / "broken-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1\n")
    points = "[nbauth.schemes]\nbroken = nbauth_no_such:Auth\n"
    (folder / "broken-1.dist-info" / "entry_points.txt").write_text(points)
    monkeypatch.syspath_prepend(os.fspath(folder))
