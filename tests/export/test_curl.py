"""curl commands, run by sh against a real server, get the answers that were recorded."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import system
from export.cases import CANARY, CASES, HEADER_CANARY, Case, comparable, environment, sent, with_secret

import nbauth
from nbauth.core.record import Body, Exchange, Leg, RequestRecord, ResponseRecord
from nbauth.errors import NbauthError
from nbauth.export.curl import to_curl

EMPTY = Body()
ANSWERED = ResponseRecord(200, "OK")


def run(script: str, cwd: Path | None = None, **env: str) -> bytes:
    """Run a script in sh, with nothing of this environment but PATH; return what it has written."""
    system.need("curl")
    done = subprocess.run(
        ["sh"],
        input=script.encode(),
        env={"PATH": os.environ["PATH"], **env},
        cwd=cwd,
        capture_output=True,
        timeout=30,
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


def exchange(
    method: str = "GET", url: str = "https://a.example/", *, body: Body = EMPTY, **parts: object
) -> Exchange:
    headers = tuple(parts.pop("headers", ()))
    return Exchange(7, (Leg("request", RequestRecord(method, url, headers, body), ANSWERED, **parts),))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_answer(session, server, case):
    """The command runs in sh and gets the recorded answer; each secret comes from the environment, named on top."""
    record, answer = sent(case, session, server)
    script, env = to_curl(record), environment(case, server)

    assert ([f"# set first: {', '.join(env)}"] if env else []) == [
        line for line in script.splitlines() if "# set" in line
    ]
    assert comparable(answer) == comparable(run(script, **env))
    assert not any(value in script for value in env.values())


def test_a_head_request(session, server):
    """Not -X HEAD, with which curl would wait for a body."""
    session.client.head(f"{server.url}/status/204")

    assert run(to_curl(session.history[-1])).startswith(b"HTTP/1.1 204 No Content\r\n")


def test_how_it_reads():
    """A short command is one line; a long one has a line for each option."""
    assert "curl https://a.example/" == to_curl(exchange())
    record = exchange(
        "PATCH",
        "https://a.example/items/1?x=1&y=2",
        headers=[
            ("Accept-Encoding", "gzip"),
            ("Authorization", "Bearer {{api_token}}"),
            ("Content-Type", "text/plain"),
        ],
        body=Body(b"it's", 4),
        login="api",
    )

    expected = """\
# set first: API_TOKEN
curl 'https://a.example/items/1?x=1&y=2' \\
  -X PATCH \\
  --compressed \\
  -H "Authorization: Bearer $API_TOKEN" \\
  -H 'Content-Type: text/plain' \\
  --data-raw 'it'"'"'s'"""
    assert expected == to_curl(record)


def test_basic_is_user_and_password():
    """The record has the name of the password alone: curl encodes both."""
    record = exchange(headers=[("Authorization", "Basic {{api_password}}")], login="api", username="ada lovelace")

    assert '# set first: API_PASSWORD\ncurl https://a.example/ -u "ada lovelace:$API_PASSWORD"' == to_curl(record)


def test_a_user_name_that_may_be_a_token():
    """It is not in the record, and comes from the environment too."""
    record = exchange(
        headers=[("Authorization", "Basic {{api_password}}")], login="api", username="{{api_username}}"
    )

    assert '-u "$API_USERNAME:$API_PASSWORD"' in to_curl(record)


def test_credentials_that_were_typed():
    """A header that was written by hand stays a header: its name stands for all of it."""
    record = exchange(headers=[("Authorization", "Basic {{authorization}}")])

    assert '-H "Authorization: Basic $AUTHORIZATION"' in to_curl(record)


def test_redirects_that_curl_cannot_follow_alike(session, server):
    """Not where curl would send a secret to another origin, nor a DELETE to where a GET went."""
    session.login(server.url, nbauth.APIKeyAuth("key-1234", "X-API-Key"), name="api")
    session.client.get(f"{server.url}/away", follow_redirects=True)
    secret = to_curl(session.history[-1])
    session.logout()
    session.client.delete(f"{server.url}/redirect?to=/echo&status=303", follow_redirects=True)
    delete = to_curl(session.history[-1])

    assert "a redirect to another origin is not followed" in secret and " -L" not in secret
    assert "a redirect is not followed: with -X, curl would send a DELETE there too" in delete
    assert " -L" not in delete


def test_a_body_that_is_not_recorded(session, server, tmp_path):
    """It comes from a file, and a comment says so."""
    record = exchange("POST", f"{server.url}/echo", body=Body(b"abc", 9, "cut"))
    script = to_curl(record)
    (tmp_path / "body-7.bin").write_bytes(b"abcdefghi")

    assert "# write its body to the file body-7.bin first; it is not recorded (cut)" == script.splitlines()[0]
    assert b'"body":"abcdefghi"' in run(script, cwd=tmp_path)


def test_a_large_body(server):
    """More than one argument can hold goes through a pipe."""
    with nbauth.Session(body_limit=400_000) as session:
        session.client.post(f"{server.url}/echo", content="0123456789" * 20_000)
        script = to_curl(session.history[-1])

        assert script.startswith("printf '0123456789")
        assert b'"content-length":"200000"' in run(script)


@pytest.mark.parametrize("name, variable", [("pwd", "PWD_SECRET"), ("path", "PATH_SECRET"), ("token", "TOKEN")])
def test_a_variable_that_something_else_has(name, variable):
    """A secret by the name of pwd does not come from PWD."""
    assert f'"X: ${variable}"' in to_curl(exchange(headers=[("X", f"{{{{{name}}}}}")]))


def test_two_names_that_differ_in_case_only():
    """Each has a variable of its own."""
    script = to_curl(exchange(headers=[("X", "{{key}} {{Key}}")]))

    assert "# set first: KEY, KEY_2\n" in script and '"X: $KEY $KEY_2"' in script


def test_what_curl_cannot_do_is_said():
    """auth-int, and a user name with a colon."""
    digest = 'Digest username="a:b", realm="r", nonce="n", uri="/", qop=auth-int, response="{{api_proof}}"'
    script = to_curl(exchange(headers=[("Authorization", digest)], login="api"))

    assert "# curl cannot send this user name" in script
    assert "# the server was answered with qop=auth-int, which curl does not know" in script


def test_nothing_acts_on_a_terminal(session, server):
    """What a body or a header holds of controls is written in octal."""
    session.client.post(f"{server.url}/echo", content="\x1b[31m\u202e", headers=[(b"X-U", "\u202e".encode())])
    script = to_curl(session.history[-1])

    assert "\x1b" not in script and "\u202e" not in script
    assert script.isascii()


HOSTILE = "x'\"`touch pwned`$(touch pwned)\ntouch pwned; \\"


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
def test_a_record_of_somebody_else(tmp_path, record):
    """Nothing of a record, which may come from a file, is run: only curl is, which is not there."""
    env = {"PATH": os.environ["PATH"], "KEY": HOSTILE, "API_PASSWORD": HOSTILE}
    script = f"curl() {{ :; }}\n{to_curl(record)}"
    subprocess.run(["sh"], input=script.encode("utf-8", "surrogateescape"), env=env, cwd=tmp_path, check=True)

    assert [] == list(tmp_path.iterdir())


def test_an_exchange_that_sent_nothing():
    """There is nothing to export."""
    with pytest.raises(NbauthError, match="#3 has sent nothing"):
        to_curl(Exchange(3, (), error="X"))


SECRETS = [
    Case("two lines", with_secret("POST", "/echo", "one\ntwo\t\"", content="{{key}}"), {"KEY": "one\ntwo\t\""}),
    Case("quotes", with_secret("GET", "/echo?k={{key}}", "'\"$(id)`id`"), {"KEY": "'\"$(id)`id`"}),
]  # fmt: skip


@pytest.mark.parametrize("case", SECRETS, ids=lambda case: case.name)
def test_values_that_a_shell_would_act_on(session, server, case):
    """A value goes through as it is."""
    record, answer = sent(case, session, server)

    assert comparable(answer) == comparable(run(to_curl(record), **case.env))


def test_canaries_differ():
    """Else the cases would not show what is lost."""
    assert not CANARY.isascii() and HEADER_CANARY.isascii()
