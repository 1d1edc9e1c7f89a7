"""curl commands in %%http and %http, as they are pasted into a notebook."""

from __future__ import annotations

import pytest
from wire.canary import CANARY, TOKEN_CANARY, leaks

COPIED = """\
%%http
curl '{url}/bearer?a=%20' \\
  -H 'accept: application/json' \\
  -H 'authorization: Bearer {token}' \\
  -b 'session=abcdefgh-1; theme=dark' \\
  --data-raw $'{{"it\\'s":"\\u0021","password":"{password}"}}' \\
  --compressed
"""


def test_a_command_is_shown_as_a_cell_and_run(shell, server):
    """The text of the cell first, with a name for each secret; then the card."""
    ran = shell.run(COPIED.format(url=server.url, token="tok-123456", password="pass-1"))

    assert ran.printed.splitlines()[:8] == [
        f"# login bearer: Bearer for {server.url}",
        "# @no-redirect",
        f"POST {server.url}/bearer?a=%20",
        "Content-Type: application/x-www-form-urlencoded",
        "accept: application/json",
        "Cookie: {{curl_cookie}}",
        "",
        '{"it\'s":"!","password":"{{curl_password}}"}',
    ]
    assert ran.shown.startswith(f"401 Unauthorized  POST {server.url}/bearer?a=%20")
    assert "Bearer tok-123456" == server.seen[-1].headers["authorization"]
    assert b'{"it\'s":"!","password":"pass-1"}' == server.seen[-1].body


def test_the_login_is_there_afterwards(shell, server):
    """%auth list has it, and where it came from; the next cell is sent with it."""
    shell.run(f"%%http\ncurl {server.url}/basic -u 'ada:{server.users['ada']}'")
    listed = shell.run("%auth list").printed

    assert "basic" in listed and server.url in listed and "curl" in listed
    assert shell.run("%http GET {{url}}/basic").shown.startswith("200 OK")


def test_a_line(shell, server):
    """%http curl ..., with options of ours before it; what stands behind is curl's."""
    ran = shell.run(f'%http --timeout 5 curl -X PUT -d "a=b c" {server.url}/echo --max-time 7')

    assert "# @timeout 7\n" in ran.printed
    assert ("PUT", b"a=b c") == (server.seen[-1].method, server.seen[-1].body)
    assert shell.run(f"%http curl {server.url}/echo --timeout 5").error.endswith("curl has no option --timeout")


@pytest.mark.parametrize("line", ["%%http --quiet", "%%http r <<"])
def test_nothing_is_shown(shell, server, line):
    """--quiet and NAME << show nothing of it."""
    ran = shell.run(f"{line}\ncurl {server.url}/echo")

    assert (None, "") == (ran.value, ran.printed)
    assert "/echo" == server.seen[-1].path


def test_dry_run(shell, server):
    """What would be sent; nothing is, and no login is made."""
    ran = shell.run(f"%%http --dry-run\ncurl {server.url}/echo -u bob:secret-1")

    assert f"GET {server.url}/echo\n\nnot sent\n" in ran.printed
    assert 0 == len(server.seen)
    assert "no logins" in shell.run("%auth list").printed.lower()


def test_options(shell, server):
    """--auth, --no-redirects, --check and --async are for curl commands too."""
    shell.run("%auth basic {{url}} --username ada --password-from env:ADA --as site")
    assert shell.run(f"%%http --auth site --async\ncurl {server.url}/basic").shown.startswith("200 OK")
    ran = shell.run(f"%%http --no-redirects --check\ncurl -L {server.url}/redirect?to=/status/404")
    assert ran.shown.startswith("302 Found")
    ran = shell.run(f"%%http --check\ncurl -L {server.url}/redirect?to=/status/404")
    assert ran.error == f"RequestFailed: GET {server.url}/status/404: the server answered 404 Not Found"


@pytest.mark.parametrize(
    "command, error",
    [
        ("curl {url} | jq .z9Kq", "RequestSyntaxError: line 1, column 27: a pipe (|)"),
        ("curl {url} --frobnicate z9Kq", "RequestSyntaxError: line 1, column 27: curl has no option --frobnicate"),
        ("# my note\n$ curl {url} -T z9Kq", "RequestSyntaxError: line 2, column 29: -T is not supported"),
        ("curl {url} -H 'X: $z9Kq' -d @no.json", "RequestSyntaxError: line 1, column 44: there is no file at this path"),
    ],
)  # fmt: skip
def test_errors(shell, server, command, error):
    """One line, with line and column of the cell, and no word of the command."""
    url = "http://127.0.0.1:1/a"  # as long each time
    ran = shell.run(f"%%http\n{command.replace('{url}', url)}")

    assert error == ran.error
    assert "z9Kq" not in ran.error + ran.printed


def test_secrets_are_in_nothing_that_is_shown(shell, server):
    """Text, card, history, list of logins, exports and errors of a command with secrets in every place."""
    command = (
        f"curl -g '{server.url}/echo?access_token={TOKEN_CANARY.replace('%', '%25').replace('&', '%26')}'"
        f" -u 'bob:{CANARY}' -H 'X-Auth-Token: {TOKEN_CANARY}' -b 'sid={TOKEN_CANARY}'"
        f" --data-urlencode 'password={CANARY}'"
    )
    everything = [shell.run(f"%%http\n{command}"), shell.run(f"%%http --dry-run\n{command}")]
    everything += [
        shell.run(f"%%http\n{command} {option}") for option in ("--frobnicate", "-T", "-d @no.file", "'")
    ]
    everything += [
        shell.run(f"%http_history {option}") for option in ("", "--flow", "--curl", "--python", "--http")
    ]
    everything += [
        shell.run("%auth list"),
        shell.run("%http GET {{url}}/echo"),
        shell.run("%%http\ncurl http://127.0.0.1:1/ -u x:y"),
    ]

    assert 4 == len([ran for ran in everything if "RequestSyntaxError" in ran.error])
    assert not leaks(shell.everything, CANARY)
    assert not leaks(shell.everything, TOKEN_CANARY)
