"""A real IPython shell with nbauth loaded, a playground, and a way to see what a cell says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from nbauth import playground


@dataclass(frozen=True)
class Ran:
    """What a cell left: its value, its text/plain, what it printed, and what its error showed."""

    value: Any
    shown: str
    printed: str
    error: str


class Shell:
    """Runs cells as a person does, and keeps all that was ever shown."""

    def __init__(self, shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
        self.ip, self._capsys = shell, capsys
        self.everything = ""

    def run(self, code: str) -> Ran:
        self._capsys.readouterr()
        result = self.ip.run_cell(code)
        captured = self._capsys.readouterr()
        self.everything += captured.out + captured.err
        exc = result.error_before_exec or result.error_in_exec
        error = f"{type(exc).__name__}: {exc}" if exc else ""
        data = self.ip.display_formatter.format(result.result)[0] if result.result is not None else {}
        self.everything += "".join(map(str, data.values())) + error
        return Ran(result.result, data.get("text/plain", ""), captured.out + captured.err, error)

    def __setitem__(self, name: str, value: object) -> None:
        self.ip.user_ns[name] = value

    def __getitem__(self, name: str) -> Any:
        return self.ip.user_ns[name]


@pytest.fixture
def shell(interactive_shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    interactive_shell.reset(new_session=False)
    interactive_shell.run_line_magic("load_ext", "nbauth")
    yield Shell(interactive_shell, capsys)
    interactive_shell.run_line_magic("unload_ext", "nbauth")
    interactive_shell.config.pop("NBAuth", None)  # where %config has put what a test has set


@pytest.fixture
def server(running: playground.Playground, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> playground.Playground:
    """A playground whose address is {{url}}, and ada's password env:ADA."""
    running.seen.clear()
    shell["url"] = running.url
    monkeypatch.setenv("ADA", running.users["ada"])
    return running
