"""The pre-commit hook: what it runs is a command of ours, on the files of a commit."""

from __future__ import annotations

import shlex
from pathlib import Path

import yaml  # comes with JupyterLab
from drawn import drawn

from nbauth.__main__ import main

HOOKS = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text())


def test_the_hook_runs(tmp_path, capsys):
    """It gets the names of the files behind its entry; pre-commit shows what a failing hook says."""
    (hook,) = HOOKS
    program, *arguments = shlex.split(hook["entry"])
    clean, leaky = tmp_path / "clean.py", tmp_path / "leaky.py"
    clean.write_text("x = 1\n")
    leaky.write_text(f"x = 'ghp_{drawn(36)}'\n")

    assert ("nbauth-check", "python", "nbauth") == (hook["id"], hook["language"], program)
    assert 0 == main([*arguments, str(clean)])
    assert "" == capsys.readouterr().out
    assert 1 == main([*arguments, str(clean), str(leaky)])
    assert f"{leaky}:1: GitHub token\n" == capsys.readouterr().out
