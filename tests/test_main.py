"""The command nbauth."""

from __future__ import annotations

import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from wire.canary import CANARY, TOKEN_CANARY, leaks

import nbauth
from nbauth.__main__ import main

ROOT = Path(__file__).parent.parent


def test_version(capsys):
    """Which nbauth this is."""
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])

    assert (0, f"nbauth {nbauth.__version__}\n") == (stopped.value.code, capsys.readouterr().out)


@pytest.mark.parametrize(
    "arguments",
    [[], ["check"], [CANARY], ["check", "x", f"--{TOKEN_CANARY}"], ["check", "x", "--max-size", CANARY]],
)
def test_a_mistake_is_one_line_without_what_was_typed(capsys, arguments):
    """Status 2, as programs do; a word of the line may be a secret."""
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    captured = capsys.readouterr()

    assert (2, "") == (stopped.value.code, captured.out)
    assert 1 == len(captured.err.splitlines())
    assert [] == leaks(captured.err, CANARY) + leaks(captured.err, TOKEN_CANARY)


def test_an_interrupt_is_quiet(monkeypatch, capsys):
    """Ctrl-C: the shell's own status for it, and no traceback."""
    monkeypatch.setattr("nbauth.check.command.files", lambda paths: (_ for _ in ()).throw(KeyboardInterrupt))

    assert 130 == main(["check", "."])
    assert ("", "") == capsys.readouterr()


def test_it_is_installed():
    """pyproject.toml's console script is the function that these tests call."""
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    (point,) = entry_points(group="console_scripts", name="nbauth")

    assert {"nbauth": "nbauth.__main__:main"} == scripts
    assert point.load() is main
