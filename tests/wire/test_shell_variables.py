"""What $NAME stands for in a pasted command."""

from __future__ import annotations

import pytest

from nbauth.core.secret import Secret
from nbauth.wire.shell_variables import ShellVariables


def test_the_notebook_comes_first():
    """Text, numbers and Secrets of the notebook; what else it has does not hide the environment's."""
    found = ShellVariables(
        {"a": "text", "b": 2, "c": Secret("s3"), "d": ["list"], "e": True, "_h": "x"},
        {"a": "other", "d": "env", "PATH": "p"},
    )

    assert ["text", "2", "s3", "env", "p"] == [found[name] for name in ("a", "b", "c", "d", "PATH")]
    assert ["a", "b", "c", "d", "PATH"] == list(found)
    assert 5 == len(found)
    assert "e" not in found and "_h" in found
    with pytest.raises(KeyError):
        found["e"]


def test_what_is_secret_is_remembered():
    """When it is used: a Secret, and text whose name sounds like one, by what a cell calls it."""
    values = {"mine": Secret("s3"), "unused": Secret("x"), "API_KEY": "k", "page_token_url": "u", "DB_PASSWORD": ""}
    found = ShellVariables(values, {"GITHUB_TOKEN": "t", "HOME": "/h", "MY_SECRET": "\udcff", "password": "p"})
    for name in found:
        if name != "unused":
            found[name]

    assert {
        "mine": "s3",
        "API_KEY": "k",
        "$processEnv GITHUB_TOKEN": "t",
        "$processEnv password": "p",
    } == found.secrets
