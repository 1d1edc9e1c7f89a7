"""Whether somebody sees the page."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from nbauth.wire.frontend import is_attended


@pytest.mark.parametrize(
    "shell, server, is_seen",
    [
        (None, "", False),
        (SimpleNamespace(), "", False),
        (SimpleNamespace(kernel=None), "voila/0.5", False),
        (SimpleNamespace(kernel=SimpleNamespace(_allow_stdin=False)), "", False),
        (SimpleNamespace(kernel=SimpleNamespace(_allow_stdin=True)), "", True),
        (SimpleNamespace(kernel=SimpleNamespace(_allow_stdin=False)), "voila/0.5", True),
        (SimpleNamespace(kernel=SimpleNamespace()), "jupyter/1", False),
    ],
)
def test_is_attended(shell, server, is_seen, monkeypatch):
    """In a kernel, where a person may be asked; and in Voila, where nobody is asked and somebody sees the page."""
    monkeypatch.setenv("SERVER_SOFTWARE", server)
    assert is_seen == is_attended(shell)
