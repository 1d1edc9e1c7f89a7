"""Tab completion through IPython's own completer: alone in our magics, absent elsewhere, never in the way."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import timeit
from pathlib import Path

import pytest
from completing import complete, words
from IPython.core.completer import CompletionContext
from jupyter_client.manager import start_new_kernel

from nbauth.notebook.completion import Cursor, find_cursor


@pytest.mark.parametrize(
    "text, expected",
    [
        ("%auth di|", ["%auth digest|"]),
        ("%http PO|", ["%http POST|"]),
        ("%%http\nPO|", ["%%http\nPOST|"]),
        ("%%http\n\nGET x\nUser-|", ["%%http\n\nGET x\nUser-Agent: |"]),
        ("x = %http PO|", ["x = %http POST|"]),
        ("a.b['c'] = %http PO|", ["a.b['c'] = %http POST|"]),
        ("y = 1\n  %http PO|", ["y = 1\n  %http POST|"]),
        ("%%time\n%auth di|", ["%%time\n%auth digest|"]),
        (
            "%auth basic https://h \\\n  --usern|",
            [f"%auth basic https://h \\\n  --username{end}|" for end in ("", "-from")],
        ),
        ("%http_history --cl|", ["%http_history --clear|"]),
        ("\n\n%%http --dr|\nGET x", ["\n\n%%http --dry-run|\nGET x"]),
    ],
)
def test_where_it_completes(shell, text, expected):
    """Line magics, cell magics and their bodies, assignments, continued lines; only the word at the cursor changes."""
    assert expected == complete(shell.ip, text)


@pytest.mark.parametrize(
    "text",
    [
        "%auth zz|",
        "%auth nope |",
        "%auth list x|",
        "%auth basic 'open |",
        "%http GET https://h.example pri|",
        "%http --timeout |",
        "%%http pri|\nGET x",
        "%%http\nGET x\n\npri|",
        "%%http\nGET x\nX-Own: pri|",
        "%%http\ncurl https://h -|",
    ],
)
def test_nothing_else_is_mixed_in(shell, text):
    """Where a magic has nothing to offer, no name of Python, no file and no other magic is."""
    shell["private"] = 1

    assert [] == words(shell.ip, text)


@pytest.mark.parametrize(
    "text",
    [
        "%au|",
        "%auth|",
        "%ht|",
        "pri|",
        "# %auth |",
        "x = '''\n%auth |\n'''",
        "%%bash\n%auth |",
        "%%writefile x\n%%http\n|",
        "%authx |",
        "print('%auth |",
        "a == %auth |",
        "%timeit %auth |",
        "x = 1; %http |",
        "GET|\n%%http",
    ],
)
def test_elsewhere_it_says_nothing(shell, text):
    """Other completions are as without the extension."""
    with_it = complete(shell.ip, text)
    shell.run("%unload_ext nbauth")
    # The names of our magics themselves are IPython's to offer.
    without = [each for each in complete(shell.ip, text)]
    shell.run("%load_ext nbauth")

    ours = {f"%{percent}{name}" for percent in ("", "%") for name in ("auth", "http", "http_history")}
    assert without == [each for each in with_it if not any(f"{name}|" in each for name in ours)]


def test_a_failure_is_logged_and_the_others_are_asked(shell, monkeypatch, caplog, capsys):
    """IPython would print a stack; the log says type and place, and not what was typed."""
    shell["hunter2"] = 1

    def broken(*args):
        raise KeyError("hunter2-canary")

    monkeypatch.setattr("nbauth.notebook.line_completion.complete_line", broken)
    with caplog.at_level(logging.WARNING, logger="nbauth.completion"):
        words(shell.ip, "%auth hunter2|")

    assert "completion failed: KeyError in nbauth" in caplog.text and ":" in caplog.records[0].getMessage()
    assert "canary" not in caplog.text
    assert ("", "") == tuple(capsys.readouterr())


def test_an_object_with_strange_attributes(shell):
    """A variable whose class pretends, or raises, is left alone."""

    class Strange:
        @property
        def __class__(self):
            raise RuntimeError("looked at")

        def __str__(self):
            raise RuntimeError("shown")

    shell["strange"], shell["normal"] = Strange(), "text"

    assert "normal}}" == words(shell.ip, "%http GET {{|")[0]
    assert "strange}}" not in words(shell.ip, "%http GET {{|")
    assert "strange" not in words(shell.ip, "%http --session |")


def test_it_costs_nothing_elsewhere(shell):
    """Under 50 microseconds in a cell without our magics, a large one too."""
    match = shell.ip.Completer.custom_matchers[-1]
    for text in ("import os; os.pa", "x = some_function(1)\n" * 1500):
        context = CompletionContext("pa", text, 5, 0, 500)
        seconds = min(timeit.repeat(lambda context=context: match(context), number=100, repeat=20)) / 100

        assert seconds < 50e-6


def test_no_http_library_is_loaded():
    """Fields, methods, headers, names: all is known before the first request."""
    code = """
from IPython.core.interactiveshell import InteractiveShell
import sys
ip = InteractiveShell.instance()
ip.run_line_magic("load_ext", "nbauth")
from completing import words
ip.user_ns["base"] = "https://api.example.com"
texts = ["%auth |", "%auth basic |", "%auth apikey h --|", "%auth basic h --password-from |", "%auth forget |",
         "%auth netrc --|", "%http --auth |", "%http GET |", "%%http\\n|", "%%http\\nGET x\\n|", "%%http\\n{{|"]
print([len(words(ip, text)) > 0 for text in texts])
print({"httpx", "httpx2", "keyring"} & set(sys.modules))
"""
    tests = {**os.environ, "PYTHONPATH": os.fspath(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=tests)

    assert f"{[True] * 11}\nset()\n" == done.stdout, done.stderr


@pytest.mark.parametrize(
    "text, line, column, expected",
    [
        ("%auth", 0, 5, None),
        ("%auth ", 0, 6, Cursor("auth", " ")),
        ("%auth a b", 0, 7, Cursor("auth", " a", " b")),
        ("%auth a", 0, 3, None),
        ("%%http x\ny\nz", 0, 3, None),
        ("%%http x\ny\nz", 0, 8, Cursor("%http", " x")),
        ("%%http x\ny\nz", 2, 1, Cursor("%http", " x", body=("y", "z"), row=1, column=1)),
        ("%%http_history\n", 1, 0, None),
        ("", 0, 0, None),
    ],
)
def test_the_cursor(text, line, column, expected):
    """Which magic, and what stands before and behind."""
    assert expected == find_cursor(text, line, column)


def test_in_a_real_kernel():
    """A complete_request, as a page sends it, while httpx is not loaded."""
    manager, client = start_new_kernel()
    try:
        for code in ("%load_ext nbauth", "base = 'https://api.example.com'"):
            client.execute_interactive(code, timeout=60)
        asked = "%%http\nGET {{ba}}/items\nConten"
        name = client.complete(asked, asked.index("ba") + 2, reply=True, timeout=60)["content"]
        header = client.complete(asked, len(asked), reply=True, timeout=60)["content"]
        option = client.complete("%auth basic h --pass", reply=True, timeout=60)["content"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)

    assert (["base"], 13, 15) == (name["matches"], name["cursor_start"], name["cursor_end"])
    assert "Content-Type: " in header["matches"] and all(each.startswith("Content-") for each in header["matches"])
    assert ["--password-from"] == option["matches"]
