"""The command ``nbauth check``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

from ..core.shapes import find_credentials
from ..errors import NbauthError
from ..render.inert import line
from .content import pieces
from .files import LIMIT, files, read
from .logins import LOGIN_SOURCES, Values
from .piece import Note
from .scan import ALLOW, Finding, scan

__all__ = ["add_arguments", "check"]

DESCRIPTION = f"""\
Find credentials in notebooks (source, outputs, attachments, widget state, each with its cell), in checkpoints,
JupyterLab's .jupyter_ystore.db, IPython's history.sqlite and any other file: by the shape of well-known tokens, by
places where a credential stands, and with --login by the values that you use, in every encoding. Folders are
searched with all that is in them, hidden files too; .git, node_modules and virtual environments are passed by.

A line of a finding says file, part, line and kind, and never shows the value. A comment "{ALLOW}" on a line says
that what looks like a credential there is none."""

EPILOG = """\
exit status: 0 nothing found, 1 something found, 2 something could not be searched"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file or a folder")
    parser.add_argument(
        "--login",
        action="append",
        default=[],
        metavar="[NAME=]SOURCE",
        help=f"look for the value of a login, too; can be given again. SOURCE is {', '.join(LOGIN_SOURCES)}",
    )
    parser.add_argument(
        "--made-up",
        action="append",
        default=[],
        metavar="PATH",
        help="tests or samples, where passwords are made up: only tokens that say whose they are, and values of"
        " --login, are told there; can be given again",
    )
    parser.add_argument(
        "--max-size",
        type=_megabytes,
        default=LIMIT,
        metavar="MB",
        help=f"pass larger files by, with a note (default: {LIMIT // 1_000_000})",
    )
    parser.add_argument("--quiet", action="store_true", help="print findings only: no notes, no summary")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON; notes go to stderr")


def check(arguments: argparse.Namespace) -> int:
    """Run the command; return its exit status."""
    try:
        values = Values(arguments.login)
    except NbauthError as exc:
        _say("\n  ".join(filter(None, (f"nbauth check: {exc}", exc.hint))), to_stderr=True)
        return 2
    searched, notes, findings = 0, 0, []
    has_errors = False
    for found in _searched(arguments, values):
        if found is None:
            searched += 1
        elif isinstance(found, Note):
            notes += 1
            has_errors |= found.is_error
            if found.is_error or not arguments.quiet:
                _say(f"{_hidden(found.path, values)}: {found.reason}", to_stderr=True)
        else:
            found = replace(found, path=_hidden(found.path, values), where=_hidden(found.where, values))
            findings.append(found)
            if not arguments.json:
                _say(str(found))
    if arguments.json:
        _say(json.dumps([asdict(found) for found in findings], indent=1))
    elif not arguments.quiet:
        _say(_summary(findings, searched, notes))
    return 1 if findings else 2 if has_errors else 0


def _searched(arguments: argparse.Namespace, values: Values) -> Iterator[Finding | Note | None]:
    """Yield all that is found and noted, and None after each file that was searched."""
    made_up = [os.path.join(os.path.realpath(path), "") for path in arguments.made_up]
    for path in files(arguments.paths):
        data = read(path, arguments.max_size) if isinstance(path, str) else path
        if isinstance(data, Note):
            yield data
        elif isinstance(path, str):
            is_made_up = os.path.join(os.path.realpath(path), "").startswith(tuple(made_up))
            yield from scan(path, pieces(data, path, arguments.max_size), values, is_made_up=is_made_up)
            yield None


def _summary(findings: Sequence[Finding], searched: int, notes: int) -> str:
    count = f"{len(findings)} credential{'s' * (len(findings) != 1)}" if findings else "no credential"
    within = f"{len({found.path for found in findings})} of " if findings else ""
    passed = f"; {notes} note{'s' * (notes != 1)}" if notes else ""
    return f"{count} in {within}{searched} file{'s' * (searched != 1)}{passed}"


def _hidden(name: str, values: Values) -> str:
    """Return the name of a file or a part as one inert line; somebody may have put a credential there too."""
    for found in reversed(list(find_credentials(name))):
        name = f"{name[: found.start]}{{{{{found.kind}}}}}{name[found.end :]}"
    return line(values.hidden(name))


def _say(text: str, *, to_stderr: bool = False) -> None:
    stream = sys.stderr if to_stderr else sys.stdout
    encoding = stream.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream)


def _megabytes(text: str) -> int:
    try:
        size = float(text)
    except ValueError:
        size = 0.0
    if not 0 < size < 1e6:
        raise argparse.ArgumentTypeError("a number of megabytes")
    return int(size * 1_000_000)
