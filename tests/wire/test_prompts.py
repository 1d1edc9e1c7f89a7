"""# @prompt."""

from __future__ import annotations

import builtins
import getpass

import pytest
from IPython.core.error import StdinNotImplementedError

from nbauth.core.request_text import parse_requests
from nbauth.core.secret import Secret
from nbauth.errors import CredentialsNotFound
from nbauth.wire.prompts import answers

CANARY = 'p+/"&<%é z9'


@pytest.fixture
def asked(monkeypatch):
    """Answers every prompt, and notes it with how it was asked."""
    prompts = []

    def answer(how):
        def ask(prompt):
            prompts.append((how, prompt))
            return CANARY

        return ask

    monkeypatch.setattr(builtins, "input", answer("shown"))
    monkeypatch.setattr(getpass, "getpass", answer("hidden"))
    return prompts


TEXT = """\
# @prompt user
# @prompt code The code in your mail
GET /
###
# @prompt user
# @prompt password
GET /
"""


def test_asked_once(asked):
    """Each name once for a cell; what sounds like a secret is typed unseen, and is one."""
    typed = answers(parse_requests(TEXT), {}, ())

    assert [("shown", "user: "), ("hidden", "code (The code in your mail): "), ("hidden", "password: ")] == asked
    assert CANARY == typed["user"]
    assert all(isinstance(typed[name], Secret) and typed[name].reveal() == CANARY for name in ("code", "password"))


def test_known_already(asked):
    """A variable of that name is used as it is, so that a notebook runs alone."""
    assert {} == answers(parse_requests(TEXT), {"user": "ada", "password": "x"}, {"code"})
    assert [] == asked


def test_nobody_can_answer(monkeypatch):
    """As in nbclient and papermill: one line, with what to do."""

    def no_one(prompt):
        raise StdinNotImplementedError("no stdin")

    monkeypatch.setattr(getpass, "getpass", no_one)
    with pytest.raises(CredentialsNotFound) as caught:
        answers(parse_requests("GET /\n# @prompt password"), {}, ())

    assert "line 2: # @prompt password: nobody can answer a prompt here" == str(caught.value)
    assert "set the variable password in a cell before this one" == caught.value.hint


def test_nothing_is_typed(monkeypatch):
    """Enter alone is no answer."""
    monkeypatch.setattr(builtins, "input", lambda prompt: "")
    with pytest.raises(CredentialsNotFound, match=r"^line 1: # @prompt user: nothing was typed$"):
        answers(parse_requests("# @prompt user\nGET /"), {}, ())
