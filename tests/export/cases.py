"""Requests of every kind, sent by a real session to a real server, to be exported and sent again by other tools."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import nbauth
from nbauth._http import httpx
from nbauth.core.record import Exchange
from nbauth.playground import Playground

CANARY = 'p+/"&<%\\é z9'
HEADER_CANARY = 'p+/"&<%\\ z9Kq'

Send = Callable[[nbauth.Session, Playground], httpx.Response]


@dataclass(frozen=True)
class Case:
    """One request. `env` is what its export needs; a value that is callable is asked of the server."""

    name: str
    send: Send
    env: Mapping[str, Any]


def plain(method: str, target: str, **options: Any) -> Send:
    return lambda session, server: session.client.request(method, server.url + target, **options)


def logged_in(
    target: str, make: Callable[[Playground], Any], name: str, method: str = "GET", **options: Any
) -> Send:
    def send(session: nbauth.Session, server: Playground) -> httpx.Response:
        session.login(server.url, make(server), name=name)
        return session.client.request(method, server.url + target, **options)

    return send


def bearer(session: nbauth.Session, server: Playground) -> httpx.Response:
    form = {"grant_type": "password", "username": "ada", "password": server.users["ada"]}
    token = httpx.post(f"{server.url}/token", data=form).json()["access_token"]
    BEARER["token"] = token
    session.login(server.url, nbauth.BearerAuth(token))
    return session.client.get(f"{server.url}/bearer")


BEARER: dict[str, str] = {}


def with_secret(
    method: str, target: str, value: str = CANARY, *, content: str | None = None, **headers: str
) -> Send:
    """Send a request that has {{key}} in it, as a cell makes one."""

    def send(session: nbauth.Session, server: Playground) -> httpx.Response:
        key = nbauth.Secret(value, "key")
        session.vault.learn("key", value)
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        request = session.client.build_request(method, server.url + target, headers=named, content=content)
        request.extensions["nbauth.secrets"] = {"key": key}
        return session.client.send(request)

    return send


def as_known(session: nbauth.Session, server: Playground) -> httpx.Response:
    """Send a secret that the session knows as Python writes it: escaped in JSON."""
    session.vault.learn("key", CANARY)
    return session.client.post(f"{server.url}/echo", json={"password": CANARY, "n": 1})


def in_form(session: nbauth.Session, server: Playground) -> httpx.Response:
    session.vault.learn("key", CANARY)
    return session.client.post(f"{server.url}/echo", data={"user": "ada", "password": CANARY, "x": "a b"})


def user_in_url(session: nbauth.Session, server: Playground) -> httpx.Response:
    url = server.url.replace("http://", "http://ada:correct%20horse@")
    return session.client.get(f"{url}/basic")


def keyed(location: str) -> Callable[[Playground], Any]:
    return lambda server: nbauth.APIKeyAuth(
        server.api_key, {"header": "X-API-Key"}.get(location, "api_key"), location
    )


def zoe(kind: Any) -> Callable[[Playground], Any]:
    return lambda server: kind("zoë", server.users["zoë"])


PASSWORD = {"API_PASSWORD": lambda server: server.users["zoë"]}
KEY = {"API_KEY": lambda server: server.api_key}
JSON = {"Content-Type": "application/json"}

CASES = [
    Case("basic", logged_in("/basic", zoe(nbauth.BasicAuth), "api"), PASSWORD),
    Case("basic of httpx", logged_in("/basic", lambda server: ("ada", server.users["ada"]), "api"),
         {"API_PASSWORD": lambda server: server.users["ada"]}),
    Case("digest", logged_in("/digest", lambda server: nbauth.DigestAuth("ada", server.users["ada"]), "api"),
         {"API_PASSWORD": lambda server: server.users["ada"]}),
    Case("digest beyond ASCII", logged_in("/digest", zoe(nbauth.DigestAuth), "api"), PASSWORD),
    Case("digest with a body", logged_in("/digest", zoe(nbauth.DigestAuth), "api", method="POST", content="é & more"),
         PASSWORD),
    Case("bearer", bearer, {"BEARER_TOKEN": lambda server: BEARER["token"]}),
    Case("key in header", logged_in("/apikey/header", keyed("header"), "api"), KEY),
    Case("key in query", logged_in("/apikey/query?a=1", keyed("query"), "api"), KEY),
    Case("key in cookie", logged_in("/apikey/cookie", keyed("cookie"), "api"), KEY),
    Case("user in the URL", user_in_url, {"URL_PASSWORD": "correct horse"}),
    Case("auth=", plain("GET", "/basic", auth=("ada", "correct horse")), {"AUTH_PASSWORD": "correct horse"}),
    Case("wrong password", plain("GET", "/basic", auth=("ada", "wrong horse")), {"AUTH_PASSWORD": "wrong horse"}),
    Case("no login", plain("GET", "/basic"), {}),
    Case("brackets and &", plain("GET", "/echo?a=[1-3]&b={x,y}&c=d%26e&flag&f='\"$`!"), {}),
    Case("path", plain("GET", "/status/404"), {}),
    Case("fragment", plain("GET", "/echo?x=1#part"), {}),
    Case("headers", plain("GET", "/echo", headers=[("X-A", "1"), ("X-A", "2"), ("X-E", ""), ("X-Q", "a\"b'c$HOME`x`!\\")]),
         {}),
    Case("headers beyond ASCII", plain("GET", "/echo", headers=[(b"X-U", "zoë €".encode())]), {}),
    Case("a header that turns text round", plain("GET", "/echo", headers=[(b"X-U", "a\u202eb".encode())]), {}),
    Case("agent and accept", plain("GET", "/echo", headers={"User-Agent": "me/1", "Accept": "text/html"}), {}),
    Case("host", plain("GET", "/echo", headers={"Host": "other.example"}), {}),
    Case("JSON", plain("POST", "/echo", json={"it's": 'a "quoted"\n\\ $HOME `x` !é', "n": [1, None, True]}), {}),
    Case("JSON as written", plain("POST", "/echo", content='{\n  "a":  1\n}\n', headers=JSON), {}),
    Case("form", plain("POST", "/echo", data={"a": "@x y", "b": "é&=", "c": ""}), {}),
    Case("multipart", plain("POST", "/echo", files={"f": ("a.txt", b"one\ntwo", "text/plain")}), {}),
    Case("multipart of one line", plain("POST", "/echo", files={"f": ("a.txt", b"one", "text/plain")}, data={"a": "é"}), {}),
    Case("binary", plain("POST", "/echo", content=bytes(range(256))), {}),
    Case("text with controls", plain("PUT", "/echo", content="a\r\nb\x1b[31m\0 \u202e"), {}),
    Case("text of many lines", plain("POST", "/echo", content="one\ntwo 'x'\n\nfour\n"), {}),
    Case("like a file", plain("POST", "/echo", content="@/etc/passwd"), {}),
    Case("like an option", plain("POST", "/echo", content=b"-n\xff"), {}),
    Case("like a separator", plain("POST", "/echo", content="a\n###\nGET /b\n"), {}),
    Case("only white space", plain("POST", "/echo", content="\n \n"), {}),
    Case("template", plain("POST", "/echo", content="Dear {{name}}, {{name}}"), {}),
    Case("POST of nothing", plain("POST", "/echo"), {}),
    Case("PUT of nothing", plain("PUT", "/echo"), {}),
    Case("DELETE", plain("DELETE", "/echo"), {}),
    Case("GET with a body", plain("GET", "/echo", content="x"), {}),
    Case("redirect", plain("GET", "/redirect?to=/echo", follow_redirects=True), {}),
    Case("redirect not followed", plain("GET", "/redirect?to=/echo", follow_redirects=False), {}),
    Case("redirect of a POST", plain("POST", "/redirect?to=/echo&status=303", content="x", follow_redirects=True), {}),
    Case("redirect of a POST as it is", plain("POST", "/redirect?to=/echo&status=307", content="x", follow_redirects=True),
         {}),
    Case("redirect elsewhere", plain("GET", "/away", follow_redirects=True), {}),
    Case("secret in a header", with_secret("GET", "/echo", HEADER_CANARY, X_Key="{{key}}", X_More="a {{key}}b"),
         {"KEY": HEADER_CANARY}),
    Case("secret in a URL", with_secret("GET", "/echo?a=1&k={{key}}&b=2"), {"KEY": CANARY}),
    Case("secret in text", with_secret("POST", "/echo", content="<{{key}}>"), {"KEY": CANARY}),
    Case("secret in binary", with_secret("POST", "/echo", content="\0{{key}}"), {"KEY": CANARY}),
    Case("secret in JSON", as_known, {"KEY": CANARY}),
    Case("secret in a form", in_form, {"KEY": CANARY}),
]  # fmt: skip


def sent(case: Case, session: nbauth.Session, server: Playground) -> tuple[Exchange, bytes]:
    """Send a case's request; return what was recorded of it, and the answer with all that is secret in it."""
    response = case.send(session, server)
    return session.history[-1], response.content


def environment(case: Case, server: Playground) -> dict[str, str]:
    return {name: value(server) if callable(value) else value for name, value in case.env.items()}


OF_THE_CLIENT = ("user-agent", "accept-encoding", "connection", "accept")


def comparable(body: bytes) -> Any:
    """Return an answer without what a client says of itself, and forms as fields: /echo tells all that."""
    try:
        answer = json.loads(body)
    except ValueError:
        return body
    if isinstance(answer, dict) and "headers" in answer:
        for name in OF_THE_CLIENT:
            if answer["headers"].get(name) not in ("me/1", "text/html"):
                answer["headers"].pop(name, None)
        answer["query"] = parse_qsl(answer["query"], keep_blank_values=True)
        if answer["headers"].get("content-type") == "application/x-www-form-urlencoded":
            # Some encode more characters than others.
            answer["body"] = parse_qsl(answer["body"], keep_blank_values=True)
            del answer["headers"]["content-length"]
    return answer
