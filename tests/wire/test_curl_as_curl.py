"""What a pasted command sends is what curl itself sends for it, byte for byte where it matters."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess

import pytest
import system
from service import Answer, Service

from nbauth.wire.curl import Curl
from nbauth.wire.session import Session

COMMANDS = r"""
curl URL/a
curl URL
curl 'URL/a?b=1&c=%20%2f%E9+d&&flag'
curl URL/a/../b/./c%2F
curl "URL/a#fragment?x=1"
curl URL//a//b
curl -g 'URL/a?x[]=1&y={2}'
curl 'URL/a?x\[0\]=1'
curl --url URL/a --globoff
curl -X PUT URL/a
curl -XDELETE URL/a
curl --request PATCH URL/a -d x=1
curl -I URL/a
curl --head URL/a -G -d x=1
curl -sSgLk URL/a
curl URL/a -H 'X-A: 1' -H 'X-A: 2' -H 'x-b:3' -H 'X-Empty;' -H 'X-None:'
curl URL/a -H 'Accept: text/html' -H 'User-Agent: me' -H 'Connection: close'
curl URL/a -H Accept: -H User-Agent: -H Host:other.example
curl URL/a -H $'X-A: \'quoted\' \u00e9'
curl URL/a -A agent -e http://from.example/ -r 0-99
curl URL/a -A '' -e ''
curl URL/a -A agent -H 'User-Agent: other' -r 1-2 -H 'Range: bytes=3-4'
curl URL/a -e 'http://from.example/;auto'
curl URL/a --compressed -H 'Accept-Encoding: gzip'
curl URL/a -d 'a=1&b=%20' -d c=3
curl URL/a -d x -d ''
curl URL/a -d ''
curl URL/a -d @lines.txt
curl URL/a -d a=1 -d @lines.txt --data-binary @lines.txt
curl URL/a --data-binary @lines.txt -H 'Content-Type: text/plain'
curl URL/a --data-ascii @lines.txt
curl URL/a --data-raw '@lines.txt' -H Content-Type:
curl URL/a --data-raw $'{"a":"\\u0021 it\'s \\\\ \n"}' -H 'content-type: application/json'
curl URL/a --data-raw $'\xff\xfe'"b"
curl URL/a --data-urlencode 'a b+é&' --data-urlencode '=a b' --data-urlencode 'n=1 ~._-/' --data-urlencode n@lines.txt --data-urlencode @lines.txt
curl URL/a --json '{"a": 1}'
curl URL/a --json '[1,' --json '2]' -H 'Accept: text/plain'
curl URL/a --json @lines.txt -X PUT
curl -G URL/a -d x=1 --data-urlencode 'y=a b'
curl -G 'URL/a?z=0' -d x=1
curl -G 'URL/a?' -d x=1
curl --get 'URL/a#f' -d @word.txt
curl URL/a --url-query 'x=a b' --url-query +y=%20 -d body
curl URL/a -X GET -d body
curl URL/a -F a=1 -F 'b= two ' -F 'c=v;type=text/x;charset=utf-8' --form-string 'd=@v;type=x'
curl URL/a -F 'f=@lines.txt' -F 'g=@page.html;filename=a"b.html' -F 'h=@lines.txt;type=a/b; filename=" x "'
curl URL/a -F 'a=<lines.txt' -F 'b=<page.html' -F 'c="x;\"y\\"' -F '=nameless' -F 'é"=ü'
curl URL/a -F 'a=@"page.html"' -F 'b=v;filename=x.png' -F 'c=v;rest' -X PUT
curl URL/a -H 'Content-Type: multipart/form-data' -F a=1
curl URL/a -F a=1 -G
curl URL/a -u 'bob:p:w+/"&<% é'
curl URL/a -u bob:
curl URL/a -u :token
curl -u old:one URL/a -u new:two
curl http://b%40b:p%2Fw@HOST/a
curl http://bob@HOST/a
curl http://bob:url@HOST/a -u al:option
curl URL/a --oauth2-bearer tok.en
curl URL/a --oauth2-bearer tok.en -u bob:pw
curl URL/a -H 'Authorization: Bearer abc' -u bob:pw
curl URL/a -H 'authorization: Basic Ym9iOnB3'
curl URL/a -H 'Authorization: Token abc'
curl URL/a -H 'Authorization: Digest username="bob", response="abc"'
curl URL/a -H 'Authorization:' -u bob:pw
curl URL/a -H 'X-API-Key: abc' -H 'X-CSRF-Token: def'
curl URL/a -b 'a=1; b=2'
curl URL/a -b a=1 -b 'b="2"'
curl URL/a -b a=1 -H 'Cookie: b=2'
curl URL/a -b ''
curl URL/go
curl -L URL/go
curl -L URL/go -b 'a=1; b=2'
curl -L URL/go -H 'Cookie: a=1'
curl -L URL/go -u bob:pw -d x=1
curl -L URL/go -H 'X-A: 1'
curl -L URL/again -d x=1
curl -L URL/again -F a=1
curl -L --no-location URL/go
curl -n URL/a
curl -n URL/a -u bob:pw
curl --netrc-file own.netrc URL/a
curl --netrc-optional --netrc-file missing URL/a
curl --http1.1 --tlsv1.2 -4 --retry 2 -m 20 --connect-timeout 5.5 -o /dev/null URL/a
curl -x URL http://elsewhere.example/a?b=1
curl -x URL -U me:secret http://elsewhere.example/a
curl -x http://me:sec%2Fret@HOST http://elsewhere.example/a
curl HOST/a
curl -- URL/a
curl --request=PUT URL/a
"""

# What curl 7.88 does not know yet, and what it does not say the same way twice.
NEW = {"curl --request=PUT URL/a": "curl -X PUT URL/a"}
OURS = ("host", "connection", "proxy-connection", "user-agent")

FILES = {
    "lines.txt": b"one\r\ntwo & three\n",
    "word.txt": b"w=%20\n",
    "page.html": b"<p>\xc3\xa9",
    ".netrc": b"machine 127.0.0.1 login ada password netrc-pw\n",
    "own.netrc": b"default login eve password own-pw\n",
}


def answer(arrived):
    if arrived.path == "/go":
        return Answer(302, b"", (("Location", "/end"), ("Set-Cookie", "set=1")))
    if arrived.path == "/again":
        return Answer(308, b"", (("Location", "/end"),))
    return Answer()


@pytest.fixture(scope="module")
def server():
    system.need("curl")
    with Service(answer) as service:
        yield service


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The files that the commands name, in the working directory; the home directory is there as well."""
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
        (tmp_path / name).chmod(0o600)
    monkeypatch.chdir(tmp_path)


def by_curl(server, command):
    server.seen.clear()
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    timed = command.replace("curl ", "curl -sS -m 20 ", 1)
    done = subprocess.run(["bash", "-c", timed], env=environment, capture_output=True)
    assert 0 == done.returncode, done.stderr
    return list(server.seen)


def by_session(server, command, *, is_async=False):
    server.seen.clear()
    session = Session()
    if is_async:

        async def send():
            await Curl(session, command, session.async_client).asend()
            await session.aclose()

        asyncio.run(send())
    else:
        with session:
            Curl(session, command, session.client).send()
    return list(server.seen)


def sent(requests, command):
    return [seen(each, command) for each in requests]


def seen(arrived, command):
    """Return what is compared: all but what httpx and curl say of themselves, and the boundary."""
    pairs = [(name.lower(), value) for name, value in arrived.headers.items()]
    kept = [
        (name, "given" if name == "accept-encoding" and "Accept-Encoding" not in command else value)
        for name, value in pairs
        if (name not in OURS and not (name == "content-type" and not arrived.body))
        or f"{name}:" in command.lower()
        or (name == "user-agent" and " -A " in command)
    ]
    boundary = re.search(r"boundary=(-{24}\w+)", arrived.headers.get("Content-Type", ""))
    body, kept = arrived.body, sorted(kept)
    if boundary:
        body = body.replace(boundary[1].encode(), b"BOUNDARY")
        kept = [(name, value.replace(boundary[1], "BOUNDARY")) for name, value in kept if name != "content-length"]
    return arrived.method, arrived.target, kept, body


@pytest.mark.parametrize("command", COMMANDS.strip().splitlines())
def test_the_same_is_sent(server, folder, command):
    """Method, target, headers, body, and each step of a redirect."""
    host = server.url.removeprefix("http://")
    filled = command.replace("URL", server.url).replace("HOST", host)
    real = NEW.get(command, command).replace("URL", server.url).replace("HOST", host)

    assert sent(by_curl(server, real), command) == sent(by_session(server, filled), command)


@pytest.mark.parametrize(
    "command", ["curl -L URL/go -u bob:pw -b a=1", "curl -x URL http://elsewhere.example/a -d x"]
)
def test_the_same_is_sent_by_the_async_client(server, folder, command):
    """The client that a session sends async cells with sends the same."""
    filled = command.replace("URL", server.url)

    assert sent(by_curl(server, filled), command) == sent(by_session(server, filled, is_async=True), command)
