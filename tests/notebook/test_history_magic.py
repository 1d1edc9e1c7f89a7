"""%http_history in a real shell against a real server."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
import system

import nbauth
from nbauth.core.request_text import parse_requests


@pytest.fixture
def three(shell, server):
    """Three requests, numbered 1 to 3; the second is not found."""
    for path in ("echo?a=1", "status/404", "open"):
        shell.run(f"%http --quiet GET {{{{url}}}}/{path}")
    server.seen.clear()


def numbers(shown: str) -> list[int]:
    """Return the numbers that rows of a history begin with."""
    return [int(line[:3]) for line in shown.splitlines() if line[:3].strip().isdigit() and line[2] != " "]


def test_the_requests_so_far(shell, three):
    """All, one, a range as far as it is kept; cleared."""
    assert [1, 2, 3] == numbers(shell.run("%http_history").shown)
    assert [2] == numbers(shell.run("%http_history 2").shown)
    assert [2, 3] == numbers(shell.run("%http_history 2-9").shown)
    assert [2, 3] == numbers(shell.run("%http_history 2 - 3").shown)
    shell.run("%http_history --clear")
    assert "nothing was sent yet" == shell.run("%http_history").shown


def test_numbers_stay(shell, three):
    """After a clear they go on."""
    shell.run("%http_history --clear")
    shell.run("%http --quiet GET {{url}}/echo")

    assert [4] == numbers(shell.run("%http_history").shown)


def test_what_was_typed_into_a_cell(shell, server):
    """A literal credential is in no record."""
    shell.run("%%http\nGET {{url}}/echo\nAuthorization: Bearer typed-in-the-cell-123")

    assert "typed-in-the-cell" not in repr(nbauth.session().history[-1])
    assert "GET {{url}}/echo" in nbauth.session().history[-1].source


def test_flow(shell, server):
    """Every row is open, and shows each request of its auth flow."""
    shell.run("%auth digest {{url}} --username ada --password-from env:ADA")
    for _ in range(2):
        shell.run("%http --quiet GET {{url}}/digest")
    for line, count in (("%http_history", 0), ("%http_history --flow", 2), ("%http_history 1-2 --flow", 2)):
        ran = shell.run(line)

        assert "challenge" in ran.shown and "answer" in ran.shown
        assert count == ran.value._repr_mimebundle_()["text/html"].count("<details open>")


def test_curl(shell, server):
    """A command that runs in sh, of the last request or of those with these numbers; one that is copied, no repr."""
    system.need("curl")
    shell.run("%auth basic {{url}} --username ada --password-from env:ADA")
    shell.run("%http --quiet GET {{url}}/echo")
    shell.run("%http --quiet GET {{url}}/basic")
    printed = shell.run("%http_history --curl").printed
    env = {"PATH": os.environ["PATH"], "BASIC_PASSWORD": server.users["ada"]}
    done = subprocess.run(["sh"], input=printed, env=env, capture_output=True, text=True)

    assert printed.startswith("# set first: BASIC_PASSWORD\ncurl ")
    assert json.loads(done.stdout) == nbauth.session().history[-1].response.json()
    assert 2 == shell.run("%http_history 1-2 --curl").printed.count("curl http")
    assert server.users["ada"] not in shell.everything


def test_python(shell, server):
    """A script that can be pasted into a cell."""
    shell.run("%auth basic {{url}} --username ada --password-from env:ADA --as ADA")
    shell.run("%http --quiet GET {{url}}/basic")
    script = shell.run("%http_history --python 1").printed

    assert 'os.environ["ADA_PASSWORD"]' in script
    os.environ["ADA_PASSWORD"] = server.users["ada"]
    try:
        assert shell.run(script).printed.startswith("200 OK\n")
    finally:
        del os.environ["ADA_PASSWORD"]


def test_http(shell, three):
    """Text that can be pasted into a %%http cell, of several requests too."""
    text = shell.run("%http_history --http 1-3").printed

    assert 3 == len(parse_requests(text))
    assert 3 == len(shell.run(f"%%http\n{text}").value)


def test_har(shell, server, three, tmp_path):
    """All, or those with these numbers; what was written is said."""
    path = tmp_path / "a b.har"
    assert "3 exchanges with 3 requests are in the file\n" == shell.run(f"%http_history --har '{path}'").printed
    shell.run(f"%http_history 2-3 --har {tmp_path / 'two.har'}")

    assert 3 == len(json.loads(path.read_text())["log"]["entries"])
    assert 2 == len(json.loads((tmp_path / "two.har").read_text())["log"]["entries"])
    assert 0 == len(server.seen)


def test_load(shell, three, tmp_path):
    """Requests of a file come after those that are there, and are shown; what is left out is said on one line."""
    shell.run(f"%http_history --har {tmp_path / 'x.har'}")
    document = json.loads((tmp_path / "x.har").read_text())
    document["log"]["entries"].append({"request": {"method": "GET", "url": "wss://a.example"}, "response": {}})
    (tmp_path / "x.har").write_text(json.dumps(document))
    ran = shell.run(f"%http_history --load {tmp_path / 'x.har'}")

    assert [4, 5, 6] == numbers(ran.shown)
    assert ["note: left out of the HAR file: entry 4: a WebSocket"] == [
        line for line in ran.printed.splitlines() if "note" in line
    ]
    assert [1, 2, 3, 4, 5, 6] == numbers(shell.run("%http_history").shown)


def test_save(shell, server, three, tmp_path):
    """All, or those with these numbers, and --load takes them back, into another session too; nothing is sent."""
    assert (
        "3 exchanges with 3 requests are in the file\n"
        == shell.run(f"%http_history --save '{tmp_path / 'a b'}'").printed
    )
    shell.run(f"%http_history 2-3 --save {tmp_path / 'two'}")
    ran = shell.run(f"%http_history --load '{tmp_path / 'a b'}'")
    shell["mine"] = mine = nbauth.Session()

    assert [4, 5, 6] == numbers(ran.shown)
    assert [True] * 3 == [each.imported for each in nbauth.session().history[3:]]
    assert [1, 2] == numbers(shell.run(f"%http_history --session mine --load {tmp_path / 'two'}").shown)
    assert 0 == len(server.seen)
    mine.close()


def test_what_is_loaded_is_sent_again_with_the_logins_of_now(shell, server, tmp_path):
    """In another session: refused in one line while nobody is logged in, answered afterwards."""
    shell.run("%auth digest {{url}} --username ada --password-from env:ADA --as before")
    shell.run("%http --quiet GET {{url}}/digest")
    shell.run(f"%http_history --save {tmp_path / 'x'}")
    shell.run("%auth forget --all")
    shell.run("%http_history --clear")
    shell.run(f"%http_history --load {tmp_path / 'x'}")
    ran = shell.run("%http_history --replay")
    assert "CredentialsNotFound: #2 was sent with the login before, which this session does not have" == ran.error
    shell.run("%auth digest {{url}} --username ada --password-from env:ADA --as now")

    assert shell.run("%http_history --replay 2").shown.startswith(f"200 OK  GET {server.url}/digest")
    assert server.users["ada"] not in shell.everything


def test_what_ipython_logs(shell, server, tmp_path):
    """%logstart -o has the line and what it shows: no value of a credential, and nothing of the file."""
    shell.run("%auth basic {{url}} --username ada --password-from env:ADA")
    shell.run("%http --quiet GET {{url}}/basic")
    shell.run(f"%logstart -o -q {tmp_path / 'log.py'} over")
    try:
        shell.run(f"%http_history --save {tmp_path / 'x'}")
        shell.run(f"%http_history --load {tmp_path / 'x'}")
    finally:
        shell.run("%logstop")
    log = (tmp_path / "log.py").read_text()

    assert "--save" in log and "Basic {{basic_password}}" in log
    assert server.users["ada"] not in log and '"legs"' not in log


def test_replay(shell, server, three):
    """The last one, or the one with this number, with the logins of now; its card is shown, and it is in the history."""
    assert shell.run("%http_history --replay").shown.startswith(f"200 OK  GET {server.url}/open")
    assert shell.run("%http_history 2 --replay").shown.startswith("404 Not Found")
    shell.run("%auth basic {{url}} --username ada --password-from env:ADA")
    shell.run("%http_history --replay 1")

    assert ["/open", "/status/404", "/echo"] == [each.path for each in server.seen]
    assert server.seen[-1].headers["authorization"].startswith("Basic ")
    assert [1, 2, 3, 4, 5, 6] == numbers(shell.run("%http_history").shown)


def test_replay_of_what_cannot_be_sent_again(shell, server):
    """One line that says what to do."""
    shell.run("%auth basic {{url}} --username ada --password-from env:ADA")
    shell.run("%http --quiet GET {{url}}/basic")
    shell.run("%auth forget --all")
    ran = shell.run("%http_history --replay")

    assert "CredentialsNotFound: #1 was sent with the login basic, which this session does not have" == ran.error
    assert "log in, or give auth=" in ran.printed
    assert "Traceback" not in ran.printed
    assert 1 == len(server.seen)


def test_replay_where_the_network_fails(shell, server):
    """As with %http: where and what."""
    shell.run("%http GET {{url}}/drop")
    ran = shell.run("%http_history --replay")

    assert f"RequestFailed: GET {server.url}: the server broke off without an answer" == ran.error


def test_diff(shell, three):
    """Two beside each other: as text, and as HTML."""
    ran = shell.run("%http_history --diff 1 2")

    assert ran.shown.startswith("- #1  GET ") and "+ status: 404 Not Found" in ran.shown
    assert ran.value._repr_html_().startswith("<div")
    assert repr(shell.run("%http_history 1 2 --diff").value) == repr(ran.value)


def test_another_session(shell, server, three):
    """--session has a history of its own."""
    shell["mine"] = mine = nbauth.Session()
    mine.client.get(f"{server.url}/open")

    assert [1] == numbers(shell.run("%http_history --session mine").shown)
    assert "/open" in shell.run("%http_history --session mine --curl").printed
    mine.close()


def test_help(shell):
    """-h shows every option, and so does %http_history?."""
    printed = shell.run("%http_history -h").printed

    for option in (
        "--flow",
        "--save FILE",
        "--har FILE",
        "--load FILE",
        "--curl",
        "--python",
        "--http",
        "--replay",
        "--diff",
        "--clear",
    ):
        assert f"  {option} " in printed
    assert printed.strip() in shell.ip.find_line_magic("http_history").__doc__


CANARY = "hunter2-canary"

MISTAKES = [
    ("%http_history 7", "UsageError: no request has such a number; kept: 1 to 3"),
    ("%http_history 5-2", "UsageError: no request has such a number; kept: 1 to 3"),
    ("%http_history 1 2", "UsageError: %http_history takes a number or a range: %http_history 3, %http_history 2-5"),
    (f"%http_history {CANARY}", "UsageError: %http_history takes a number or a range: %http_history 3, %http_history 2-5"),
    (f"%http_history --{CANARY}", "UsageError: an option is unknown; known: --flow, --save, --har, --load, --curl, --python,"
     " --http, --replay, --diff, --clear, --session, --help"),
    ("%http_history --session url", "UsageError: --session: the variable of that name holds no nbauth.Session"),
    ("%http_history --curl --python", "UsageError: --curl and --python: one of them at a time"),
    ("%http_history 1 --clear", "UsageError: --clear takes no numbers"),
    ("%http_history 1 --load x.har", "UsageError: --load takes no numbers"),
    ("%http_history --load", "UsageError: --load needs a value: --load FILE"),
    (f"%http_history --load /{CANARY}/x.har", "UsageError: --load: the file cannot be read: No such file or directory"),
    (f"%http_history --har /{CANARY}/x.har", "UsageError: --har: the file cannot be written: No such file or directory"),
    (f"%http_history --save /{CANARY}/x", "UsageError: --save: the file cannot be written: No such file or directory"),
    ("%http_history --save", "UsageError: --save needs a value: --save FILE"),
    ("%http_history --save x --har x", "UsageError: --save and --har: one of them at a time"),
    ("%http_history --har /", "UsageError: --har: the file cannot be written: Is a directory"),
    ("%http_history --replay 1-2", "UsageError: --replay takes the number of one request"),
    ("%http_history --diff", "UsageError: --diff takes the numbers of two requests: %http_history --diff 3 5"),
    ("%http_history --diff 1", "UsageError: --diff takes the numbers of two requests: %http_history --diff 3 5"),
    ("%http_history --diff 1-2", "UsageError: --diff takes the numbers of two requests: %http_history --diff 3 5"),
    (f"%http_history --diff 1 {CANARY}", "UsageError: --diff takes the numbers of two requests: %http_history --diff 3 5"),
    ("%http_history --diff 1 9", "UsageError: no request has such a number; kept: 1 to 3"),
]  # fmt: skip


@pytest.mark.parametrize("cell, error", MISTAKES, ids=[cell for cell, _ in MISTAKES])
def test_mistakes(shell, server, three, cell, error):
    """One line, nothing sent, nothing forgotten, and no word of it quoted but known names."""
    ran = shell.run(cell)

    assert error == ran.error
    assert "Traceback" not in ran.printed
    assert CANARY not in shell.everything
    assert (0, 3) == (len(server.seen), len(nbauth.session().history))


EMPTY = [
    ("%http_history 7", "UsageError: no request has such a number; none is kept"),
    *((f"%http_history --{action}", "UsageError: nothing was sent yet") for action in ("curl", "http", "replay", "save x", "har x")),
]  # fmt: skip


@pytest.mark.parametrize("cell, error", EMPTY, ids=[cell for cell, _ in EMPTY])
def test_nothing_was_sent_yet(shell, server, cell, error):
    """There is nothing to do something with."""
    assert error == shell.run(cell).error


@pytest.mark.parametrize(
    "content, error",
    [
        ('{"log": {"entries": [{}]}}', "HarSyntaxError: the HAR file, entry 1: request is missing"),
        (f'{{"log":{{\n"{CANARY}"}}}}', "HarSyntaxError: the HAR file: it is no JSON, from line 2, column 17"),
        (f'{{"nbauth": 1, "legs": []}}\n{{"{CANARY}"}}', "HistorySyntaxError: the history file, line 2: it is no JSON, from column 18"),
        ('{"nbauth": 1, "legs": []}\n{"nbauth": 2}', "HistorySyntaxError: the history file, line 2: a newer nbauth has written it"),
        (f'{{"{CANARY}": 1}}', "HistorySyntaxError: the history file, line 1: it has no version in nbauth: this is no line of a history"),
    ],
)  # fmt: skip
def test_a_file_that_is_neither(shell, server, tmp_path, content, error):
    """One line, and nothing is added."""
    (tmp_path / "x.har").write_text(content)
    ran = shell.run(f"%http_history --load {tmp_path / 'x.har'}")

    assert error == ran.error
    assert CANARY not in shell.everything
    assert 0 == len(nbauth.session().history)
