"""The world that the pages speak of: https://api.example.com, its authorization server, and a person's files.

Two real servers on loopback. One speaks TLS, and is the API and https://login.example.com; the other is an HTTP proxy, which
whoever is told of it by HTTPS_PROXY asks for any host, and gets the first. So httpx, curl and the magics run as on the
pages, in this process and in others.
"""

from __future__ import annotations

import json
import os
import socket
import socketserver
import ssl
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import trustme
from service import Answer, Arrived, Service

ROOT = Path(__file__).parents[2]

# No two begin or end alike, and a cut-off one is noticed as well: see wire.canary.
TOKEN = "t0k+/q&<%9Lr-Vw3x"
KEY = "k3y+/q&<%9Lr-Zt8u"
PASSWORD = 'p4ss+/"&<% é9Lr Qm5n'
CLIENT_SECRET = "cl1+/q&<%9Lr-Bh2j"
SECRETS = (TOKEN, KEY, PASSWORD, CLIENT_SECRET)

API, LOGIN = "api.example.com", "login.example.com"
ITEMS = [{"id": 7, "name": "lamp"}]


@dataclass(frozen=True)
class World:
    """What a process needs to live in it.

    Attributes:
        environment: Its variables.
        folder: Where it works; ``home`` is below.
        seen: What has arrived at the API and at its authorization server.
    """

    environment: dict[str, str]
    folder: Path
    seen: list[Arrived]


@contextmanager
def running(folder: Path) -> Iterator[World]:
    """Run the servers, and lay the person's files out in *folder*."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(API, LOGIN).configure_cert(tls)
    home = folder / "home"
    home.mkdir()
    for name, text in {
        ".netrc": f'machine {API}\nlogin ada\npassword "{PASSWORD.replace(chr(34), chr(92) + chr(34))}"\n',
        "api-password": f"{PASSWORD}\n",
    }.items():
        (home / name).write_text(text)
        (home / name).chmod(0o600)
    nbformat.write(_report(), folder / "report.ipynb")
    with Service(_answer, tls) as service, _proxy(urlsplit(service.url).port) as proxy:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.upper().endswith("_PROXY")},
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "JUPYTER_PREFER_ENV_PATH": "1",
            "HOME": str(home),
            "HTTPS_PROXY": proxy,
            "SSL_CERT_FILE": str(folder / "ca.pem"),
            "API_TOKEN": TOKEN,
            "API_KEY": KEY,
            "API_SECRET": CLIENT_SECRET,
            "PYTHON_KEYRING_BACKEND": "docs.person_keyring.PersonKeyring",
            "PERSON_PASSWORD": PASSWORD,
        }
        yield World(environment, folder, service.seen)


def _report() -> nbformat.NotebookNode:
    cells = [
        "%load_ext nbauth\n%auth bearer https://api.example.com --token-from env:API_TOKEN",
        "%http --check GET https://api.example.com/items",
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(text) for text in cells], metadata={"kernelspec": kernel}
    )


def _answer(arrived: Arrived) -> Answer:
    host = arrived.headers["Host"].partition(":")[0]
    return _authorization_server(arrived) if host == LOGIN else _api(arrived)


def _api(arrived: Arrived) -> Answer:
    path = arrived.path
    if arrived.method == "POST" and path == "/items":
        return Answer(201, ITEMS[0])
    if arrived.method == "POST" and path == "/login":
        given = json.loads(arrived.body)
        return Answer(body={"token": TOKEN}) if given == {"user": "ada", "password": PASSWORD} else Answer(403)
    if path == "/items/7":
        return Answer(body=ITEMS[0])
    if not _knows(arrived):
        scheme = "Basic" if path == "/basic" else "Bearer"
        return Answer(401, {"error": "who are you?"}, (("WWW-Authenticate", f'{scheme} realm="api"'),))
    return Answer(body=ITEMS if path == "/items" else {"user": "ada"})


def _knows(arrived: Arrived) -> bool:
    basic = b64encode(f"ada:{PASSWORD}".encode()).decode()
    return arrived.headers.get("Authorization") in (f"Bearer {TOKEN}", f"Basic {basic}") or KEY in (
        arrived.headers.get("X-Auth-Key"),
        arrived.headers.get("X-API-Key"),
    )


def _authorization_server(arrived: Arrived) -> Answer:
    issuer = f"https://{LOGIN}"
    match arrived.path:
        case "/.well-known/oauth-authorization-server" | "/.well-known/openid-configuration":
            endpoints = {
                f"{name}_endpoint": f"{issuer}/{name}" for name in ("authorization", "token", "revocation")
            }
            return Answer(body={"issuer": issuer, "response_types_supported": ["code"], **endpoints})
        case "/token" if b"grant_type=client_credentials" in arrived.body:
            return Answer(body={"access_token": TOKEN, "token_type": "Bearer", "expires_in": 300})
        case "/revocation":
            return Answer()
    return Answer(404)


@contextmanager
def _proxy(port: int | None) -> Iterator[str]:
    """Run a proxy that leads every CONNECT to *port* of this machine; yield its URL."""

    class Connect(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while self.rfile.readline().strip():
                pass
            with socket.create_connection(("127.0.0.1", port)) as there:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
                back = threading.Thread(target=_pump, args=(there, self.connection))
                back.start()
                _pump(self.connection, there)
                back.join()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False  # a kernel keeps its connections until it ends

    with Server(("127.0.0.1", 0), Connect) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # one side is gone, and so the other one has nobody to speak to
