"""What can stand in {{ }}."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from completing import words

import nbauth
from nbauth.core.dynamic import Dynamic
from nbauth.core.references import parse_reference

NAMED = "# @name login\nPOST https://a\n\n###\n# @name = two\nGET https://a\n\n###\nGET {{"


def test_named_requests(shell):
    """All that can be asked of an answer; each goes on, or can be read as it is."""
    offered = [
        word for word in words(shell.ip, f"%%http\n{NAMED}|") if "$" not in word or "." in word.partition("$")[0]
    ]
    parts = ["response.body.$.", "response.body.*}}", "response.headers.", "request.body.$.", "request.headers."]

    assert [f"{name}.{part}" for name in ("login", "two") for part in parts] == offered
    for word in offered:
        assert parse_reference(f"{word.removesuffix('}}')}{'x' if word[-1] == '.' else ''}")


def test_headers_of_an_answer(shell):
    """By name, in any case."""
    assert ["Content-Type}}"] == words(shell.ip, f"%%http\n{NAMED}login.response.headers.content-t|")
    assert ["Content-Type"] == words(shell.ip, f"%%http\n{NAMED}login.response.headers.content-t|}}}}")


def test_every_dynamic_variable_can_be_made(shell, monkeypatch):
    """What is offered is complete: with arguments, where it needs some."""
    monkeypatch.setenv("NBAUTH_T_ONE", "x")
    offered = [word for word in words(shell.ip, "%http GET {{$|")]
    dynamic = Dynamic(lambda: datetime.now(UTC), random.Random(1), {})

    assert {"$guid}}", "$timestamp}}", "$datetime iso8601}}", "$randomInt}}", "$processEnv ", "$env."} < set(
        offered
    )
    for word in offered:
        assert word[-1] in " ." or dynamic.value(word.removesuffix("}}"))[0]
    assert ["NBAUTH_T_ONE}}"] == words(shell.ip, "%http GET {{$processEnv NBAUTH_T|")
    assert ["NBAUTH_T_ONE}}"] == words(shell.ip, "%http GET {{$env.NBAUTH_T|")


@pytest.mark.parametrize("value, offered", [("text", True), (3, True), (0.5, True), (True, False), ([1], False)])
def test_variables_that_can_be_put_in(shell, value, offered):
    """Text, numbers and Secrets; not what would be refused."""
    shell["var"] = value

    assert offered == ("var}}" in words(shell.ip, "%http GET {{|"))


def test_secrets(shell):
    """By name: a variable's, and those of the logins."""
    shell["key"] = nbauth.Secret("z9Kq z9Kq", "other")
    nbauth.session().login("https://a.example", nbauth.BearerAuth("z9Kq" * 3), name="api")

    assert ["key}}", "api_token}}"] == [word for word in words(shell.ip, "%http GET {{|") if "$" not in word]
