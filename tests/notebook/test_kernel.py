"""A real kernel, as nbclient and "Run all" use one: nobody can answer, all messages are looked through."""

from __future__ import annotations

import json

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from wire.canary import CANARY, TOKEN_CANARY, leaks

KEY_CANARY = 'k+/"&<%z7Xw'

START = "%load_ext nbauth\nfrom nbauth import playground\nserver = playground.start(); url = server.url"


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])


def run(document):
    """Run all cells; return the error that stopped it, and all messages the kernel sent."""
    messages = []

    class Listening(NotebookClient):
        def process_message(self, msg, cell, cell_index):
            messages.append(msg)
            return super().process_message(msg, cell, cell_index)

    error = None
    try:
        Listening(document, timeout=60, kernel_name="python3").execute()
    except CellExecutionError as exc:
        error = exc
    return error, messages


def said(cell):
    return "".join(
        output.get("text", "") + output.get("evalue", "") + "\n".join(output.get("traceback", ()))
        for output in cell.outputs
    )


MISTAKES = [
    ("%auth basic {{url}} --username ada", "give --password-from env:NAME or file:PATH or keyring:SERVICE[/USER]"),
    ("%auth basic {{url}} --password-from env:HOME", "give --username"),
    ("%http GET {{nothing}}", "nothing defines {{nothing}}"),
    ("%http --check GET {{url}}/status/500", "the server answered 500 Internal Server Error"),
    ("%http GET http://127.0.0.1:1", "the connection was refused"),
    ("%auth basic {{url}} --password typed", "not on the line"),
]


@pytest.mark.filterwarnings("ignore")  # nbclient's and the kernel's own
def test_run_all_stops_there():
    """A prompt that nobody can answer is a line and stops the run; nothing hangs."""
    cell, words = MISTAKES[0]
    document = notebook(START, cell, "print('went on')")
    error, _ = run(document)

    assert error is not None
    assert words in said(document.cells[1])
    assert [] == document.cells[2].outputs


@pytest.mark.filterwarnings("ignore")
def test_errors_without_a_stack():
    """Any mistake is an error reply with a line or two; `%config NBAuth.short_errors = False` shows the stack."""
    manager, client = start_new_kernel()
    try:
        assert "ok" == execute(client, START)[0]
        for cell, words in MISTAKES:
            status, shown = execute(client, cell)
            assert "error" == status
            assert words in shown
            assert "Traceback" not in shown and ".py" not in shown
        execute(client, "%config NBAuth.short_errors = False")
        shown = execute(client, MISTAKES[4][0])[1]
        assert "Traceback" in shown and "connect_tcp" in shown and "the connection was refused" in shown
        execute(client, "%config NBAuth.short_errors = True")
        assert "Traceback" not in execute(client, MISTAKES[4][0])[1]
        assert "takes seconds, more than 0" in execute(client, "%config NBAuth.timeout = 0")[1]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def execute(client, code):
    """Run a cell as a page does where nobody can answer; return its status and all that it showed."""
    shown = []

    def listen(message):
        content = message["content"]
        shown.append(content.get("text", "") + "\n".join(content.get("traceback", ())))

    reply = client.execute_interactive(code, allow_stdin=False, output_hook=listen, timeout=60)
    return reply["content"]["status"], "".join(shown)


@pytest.mark.filterwarnings("ignore")
def test_no_secret_in_any_message(monkeypatch):
    """Every message of a run, outputs and errors, is searched for the secrets in all their forms."""
    monkeypatch.setenv("NBAUTH_TEST_PASSWORD", CANARY)
    monkeypatch.setenv("NBAUTH_TEST_TOKEN", TOKEN_CANARY)
    monkeypatch.setenv("NBAUTH_TEST_KEY", KEY_CANARY)
    document = notebook(
        f"{START}\nimport os, nbauth\nserver.users['ada'] = os.environ['NBAUTH_TEST_PASSWORD']\n"
        "key = nbauth.Secret(os.environ['NBAUTH_TEST_KEY'], 'key')",
        "%auth digest {{url}}/digest --username ada --password-from env:NBAUTH_TEST_PASSWORD",
        "%auth basic {{url}}/basic --username ada --password-from env:NBAUTH_TEST_PASSWORD",
        "%auth bearer {{url}}/bearer --token-from env:NBAUTH_TEST_TOKEN",
        "%auth apikey {{url}}/echo --key-from env:NBAUTH_TEST_TOKEN --location query",
        *(f"%http GET {{{{url}}}}/{path}" for path in ("digest", "basic", "bearer", "echo?a=1")),
        "%%http r <<\nPOST {{url}}/echo?k={{key}}\nX-Key: {{key}}\n\n{{key}}",
        "r",
        "display(r, r.request.headers, str(r.request.url), key, nbauth.session(), dict(nbauth.session().logins))",
        "%http --dry-run GET {{url}}/echo?k={{key}}",
        "%auth",
        "%auth explain {{url}}/basic",
        "%auth test basic",
        "%http_history",
        "nbauth.session().history[:]",
        "%http GET {{url}}/drop?k={{key}}",
    )
    _, messages = run(document)

    assert "the server broke off" in said(document.cells[-1])
    texts = [json.dumps(message["content"], default=repr, ensure_ascii=False) for message in messages]
    inputs = sum(message["msg_type"] == "execute_input" for message in messages)
    assert inputs == len(document.cells)
    for secret in (CANARY, TOKEN_CANARY, KEY_CANARY):
        assert [] == [(text, found) for text in texts if (found := leaks(text, secret))]
