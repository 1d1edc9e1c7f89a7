"""Scripts with httpx, run against a real server, get the answers that were recorded."""

from __future__ import annotations

import ast
import os
import subprocess
import sys

import pytest
from export.cases import CASES, comparable, environment, sent

from nbauth.core.record import Body, Exchange, Leg, RequestRecord, ResponseRecord
from nbauth.errors import NbauthError
from nbauth.export.python import literal, to_python

EMPTY = Body()


def exchange(
    method: str = "GET", url: str = "https://a.example/", *, body: Body = EMPTY, **parts: object
) -> Exchange:
    headers = tuple(parts.pop("headers", ()))
    return Exchange(7, (Leg("request", RequestRecord(method, url, headers, body), ResponseRecord(200), **parts),))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_answer(session, server, monkeypatch, capsys, case):
    """The script runs by itself and prints the recorded answer; each secret comes from the environment."""
    record, answer = sent(case, session, server)
    script, env = to_python(record), environment(case, server)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    exec(compile(script, "script", "exec"), {})  # noqa: S102 - what is tested
    head, _, text = capsys.readouterr().out.partition("\n")

    assert ([f"# set first: {', '.join(env)}"] if env else []) == [
        line for line in script.splitlines() if "# set" in line
    ]
    assert f"{record.status} {record.response.reason}" == head
    assert comparable(answer) == comparable(text.removesuffix("\n").encode())
    assert not any(value in script for value in env.values())


def test_it_runs_alone(session, server):
    """In a Python of its own, with only what it imports."""
    record, answer = sent(CASES[0], session, server)
    env = {**os.environ, **environment(CASES[0], server)}
    done = subprocess.run([sys.executable, "-c", to_python(record)], env=env, capture_output=True, check=True)

    assert b"200 OK\n" + answer == done.stdout.strip()


def test_how_it_reads():
    """As somebody would write it: auth objects, json=, headers as a dict; without what httpx says by itself."""
    record = exchange(
        "POST",
        "https://a.example/items?x=1",
        headers=[
            ("Host", "a.example"), ("Accept", "*/*"), ("Accept-Encoding", "gzip"), ("Connection", "keep-alive"),
            ("User-Agent", "python-httpx/0.28.1"), ("X-Key", "k {{key}}"), ("Content-Type", "application/json"),
            ("Content-Length", "11"), ("Authorization", "Basic {{api_password}}"),
        ],
        body=Body(b'{"a":"it\'s"}', 12),
        login="api",
        username="ada",
    )  # fmt: skip

    expected = """\
# set first: API_PASSWORD, KEY
import os

import httpx

response = httpx.request(
    "POST",
    "https://a.example/items?x=1",
    headers={
        "X-Key": "k " + os.environ["KEY"],
    },
    json={'a': "it's"},
    auth=httpx.BasicAuth("ada", os.environ["API_PASSWORD"]),
)
print(response.status_code, response.reason_phrase)
print(response.text)"""
    assert expected == to_python(record)


@pytest.mark.parametrize(
    "params, kind",
    [
        ("algorithm=MD5, qop=auth", "httpx"),
        ("algorithm=SHA-256", "httpx"),
        ("algorithm=SHA-512-256, qop=auth", "nbauth"),
        ("algorithm=MD5, qop=auth-int", "nbauth"),
        ("algorithm=MD5, qop=auth, userhash=true", "nbauth"),
    ],
)
def test_a_digest_that_httpx_does_not_know(params, kind):
    """nbauth's own DigestAuth answers it, in httpx too."""
    digest = f'Digest username="ada", realm="r", nonce="n", uri="/", response="{{{{api_proof}}}}", {params}'
    script = to_python(exchange(headers=[("Authorization", digest)], login="api"))

    assert f"auth={kind}.DigestAuth(" in script
    assert ("import nbauth" in script) == (kind == "nbauth")


def test_a_body_that_is_not_recorded():
    """It comes from a file, and a comment says so."""
    script = to_python(exchange("POST", body=Body(b"abc", 9, "cut")))

    assert "# write its body to the file body-7.bin first; it is not recorded (cut)" in script
    assert 'content=open("body-7.bin", "rb").read()' in script


def test_a_redirect_that_httpx_would_take_secrets_along(session, server):
    """It is not followed, and a comment says so."""
    session.client.get(f"{server.url}/away", headers={"X-Api-Key": "some-key-1234"}, follow_redirects=True)
    script = to_python(session.history[-1])

    assert "# a redirect to another origin is not followed" in script
    assert "follow_redirects" not in script


def test_the_fork_of_httpx():
    """What was sent with httpx2 is sent with it again: httpx may not be there."""
    script = to_python(exchange(headers=[("User-Agent", "python-httpx2/2.16.2")]))

    assert script.startswith("import httpx2 as httpx\n\nresponse = httpx.request(")


@pytest.mark.parametrize("text", ["plain", "it's", 'a "b"', 'it\'s "b"', "\\ \n\0\x1b\u202e\ud800", "é €", ""])
def test_literals(text):
    """Python reads the same text, and nothing in it acts on a terminal."""
    shown = literal(text)

    assert text == ast.literal_eval(shown)
    assert shown.isprintable()


HOSTILE = 'x\'"""{pwned}\npwned() #\\'


@pytest.mark.parametrize(
    "record",
    [
        exchange("POST", body=Body(b"", None, HOSTILE)),
        exchange(f"X{HOSTILE}"),
        exchange(url=f"https://a.example/{HOSTILE}"),
        exchange(headers=[("X", HOSTILE), (HOSTILE, "{{key}}")]),
        exchange("POST", body=Body(HOSTILE.encode(), 1)),
        exchange("POST", body=Body(HOSTILE.encode() + b"\xff{{key}}", 1)),
        exchange(headers=[("Authorization", "Basic {{api_password}}")], username=HOSTILE),
    ],
    ids=["note", "method", "URL", "header", "body", "bytes", "user"],
)
def test_a_record_of_somebody_else(record):
    """Nothing of a record, which may come from a file, is code: no name but those that we write."""
    tree = ast.parse(to_python(record))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}

    assert names <= {"httpx", "os", "quote", "json", "response", "print", "open"}


def test_an_exchange_that_sent_nothing():
    """There is nothing to export."""
    with pytest.raises(NbauthError, match="#3 has sent nothing"):
        to_python(Exchange(3, (), error="X"))
