"""``nbauth``, or ``python -m nbauth``: what works outside of a notebook."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from . import __version__
from .check.command import add_arguments, check
from .lesson import new

__all__ = ["main"]


class Parser(argparse.ArgumentParser):
    """Says what is wrong without the words that were typed: one may be a secret."""

    def error(self, message: str) -> NoReturn:
        if "unrecognized" in message or "invalid choice" in message:
            message = "an argument is unknown; -h lists what there is"
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit status."""
    parser = Parser(prog="nbauth", description="Authentication for notebooks, on httpx.", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"nbauth {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    command = commands.add_parser("check", help="find credentials in notebooks and files", allow_abbrev=False)
    add_arguments(command)
    command.set_defaults(run=check)
    command = commands.add_parser("lesson", help="begin a lesson's notebook", allow_abbrev=False)
    new.add_arguments(command)
    given = parser.parse_args(arguments)
    try:
        return int(given.run(given))
    except BrokenPipeError:
        # Who reads has seen enough. Python's own flush at the end must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
