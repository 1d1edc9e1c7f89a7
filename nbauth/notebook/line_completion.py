"""What can stand at a place of the line of %auth, %http, %%http and %http_history."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from ..core.request_reader import METHODS
from ..registry import Registry
from .auth_magic import ALL, COMMANDS
from .declared import declared_fields
from .fields import AS, field_options
from .history_magic import HISTORY_OPTIONS
from .http_magic import HTTP_OPTIONS
from .known_names import KnownNames, paths
from .line import HELP, Option
from .offer import Offer, offer
from .reference_completion import complete_reference

__all__ = ["COMMON_METHODS", "complete_line"]

Variables = Mapping[str, Any]

COMMON_METHODS = tuple(sorted(METHODS - {"TRACE", "CONNECT"}, key="GET POST PUT PATCH DELETE HEAD OPTIONS".find))
TARGET = re.compile(r"\s*\w*\s*<<\s")
PYTHON = re.compile(r"[A-Za-z_]\w*\.[\w.]*")
"""What has attributes: ``httpx.Bas``; a host of that form has its scheme before it."""


def complete_line(magic: str, before: str, after: str, variables: Variables) -> Offer | None:
    """Return what can stand at the cursor; None in the midst of Python, which IPython completes.

    Args:
        magic: "auth", "http", "http_history", or "%http" for a cell's first line.
        before, after: The line behind the magic's name, before and behind the cursor.
    """
    target = TARGET.match(before) if magic in ("http", "%http") else None
    if target:
        before = before[target.end() :]
    head, fragment = _cut(before)
    words = _split(head)
    if words is None:
        return Offer(fragment)  # a quote is open: nobody knows what comes
    known = KnownNames(variables, _value(words, "session"))
    if offered := complete_reference(before, after, known, only_text=magic == "auth"):
        return offered
    match magic:
        case "auth":
            return _auth(words, fragment, known)
        case "http_history":
            return _options(HISTORY_OPTIONS, words, fragment, known) or Offer(fragment)
        case _:
            return _http(words, fragment, known, is_first=not (target or words), is_cell=magic == "%http")


def _cut(before: str) -> tuple[str, str]:
    """Return what stands before the last word, and that word as far as it is written."""
    begin = max(before.rfind(space) for space in " \t") + 1
    return before[:begin], before[begin:]


def _split(text: str) -> list[str] | None:
    try:
        return shlex.split(text, comments=False)
    except ValueError:
        return None


def _value(words: Sequence[str], name: str) -> str | None:
    """Return the value of an option that was given before the cursor."""
    for at, word in enumerate(words):
        if word == f"--{name}":
            return words[at + 1] if at + 1 < len(words) else None
        if word.startswith(f"--{name}="):
            return word.partition("=")[2]
    return None


def _http(words: list[str], fragment: str, known: KnownNames, *, is_first: bool, is_cell: bool) -> Offer | None:
    names = [f"{name} <<" for name in known.responses()] if is_first else []
    positional = _positional(HTTP_OPTIONS, words)
    if words[-1:] == ["--auth"] and PYTHON.fullmatch(fragment):
        return None
    if positional[:1] == ["curl"]:
        return offer(fragment, known.urls(), "url") if fragment[:4] == "http" else Offer(fragment)
    if offered := _options(HTTP_OPTIONS, words, fragment, known):
        return offered
    if is_cell:
        return offer(fragment, names, "variable")
    if not positional and fragment[:4] != "http":
        methods = offer(fragment, COMMON_METHODS, any_case=True).words
        return Offer(fragment, (*methods, *offer(fragment, names).words), "method")
    return offer(fragment, known.urls(), "url") if len(positional) < 2 else Offer(fragment)


def _auth(words: list[str], fragment: str, known: KnownNames) -> Offer | None:
    schemes = list(Registry("scheme"))
    if not words:
        return offer(fragment, ["-h", "--help"] if fragment[:1] == "-" else [*COMMANDS, *schemes], "keyword")
    command, rest = words[0], words[1:]
    options: tuple[Option, ...] = ()
    match command:
        case "list":
            things: list[str] = []
        case "forget":
            options, things = (ALL,), known.logins()
        case "explain":
            things = known.urls()
        case "test":
            things = known.urls() if _positional((), rest) else known.logins()
        case "use":
            return _use(rest, fragment, known)
        case "netrc":
            own = tuple(field for field in declared_fields("netrc") if field.name != "file")
            options, things = field_options(own), paths(fragment)
        case _ if command in schemes:
            options, things = field_options(declared_fields(command)), known.origins()
        case _:
            return Offer(fragment)
    if offered := _options(options, rest, fragment, known):
        return offered
    places = 2 if command == "test" else 1
    if len(_positional(options, rest)) < places and (things or fragment):
        return offer(fragment, things, "value")
    return offer(fragment, _free(options, rest) if not fragment else (), "option")


def _use(words: list[str], fragment: str, known: KnownNames) -> Offer | None:
    if fragment[:1] == "-" or words[-1:] == ["--as"]:
        return _options((AS,), words, fragment, known) or Offer(fragment)
    if PYTHON.fullmatch(fragment):
        return None
    # The last word is the origin; all before it is Python.
    names = [*known.variables(), *(known.origins() if fragment else ())]
    return offer(fragment, names, "variable")


def _positional(options: Sequence[Option], words: Sequence[str]) -> list[str]:
    """Return the words that are neither options nor their values."""
    taking = {f"--{option.name}" for option in options if option.metavar}
    found, is_value = [], False
    for word in words:
        if not is_value and not word.startswith("-"):
            found.append(word)
        is_value = word in taking
    return found


def _options(options: Sequence[Option], words: Sequence[str], fragment: str, known: KnownNames) -> Offer | None:
    """Return the options that can come, or what the one before the cursor can be; None where a word is expected."""
    by_name = {f"--{option.name}": option for option in options}
    name, equals, written = fragment.partition("=")
    if equals and name in by_name:
        return _values(by_name[name], written, known)
    if words and words[-1] in by_name and by_name[words[-1]].metavar:
        return _values(by_name[words[-1]], fragment, known)
    return offer(fragment, _free(options, words), "option") if fragment[:1] == "-" else None


def _free(options: Sequence[Option], words: Sequence[str]) -> list[str]:
    """Return the options that are not given yet; of --username and --username-from one is enough."""
    given = {word.partition("=")[0].removesuffix("-from") for word in words}
    names = [f"--{option.name}" for option in (*options, HELP) if not option.refusal]
    return [name for name in names if name.removesuffix("-from") not in given]


def _values(option: Option, fragment: str, known: KnownNames) -> Offer:
    if option.refusal:
        return Offer(fragment)  # a secret is not typed here
    if option.choices:
        return offer(fragment, option.choices, "value")
    match option.metavar, option.name:
        case "SOURCE", _:
            return _sources(fragment)
        case _, "auth":
            logins = offer(fragment, [*known.logins(), "none"], "login")
            return logins if logins.words else offer(fragment, known.variables(), "variable")
        case _, "session":
            return offer(fragment, known.sessions(), "variable")
        case (("FILE" | "PATH"), _):
            return offer(fragment, paths(fragment), "path")
    return Offer(fragment)


def _sources(fragment: str) -> Offer:
    kind, colon, begin = fragment.partition(":")
    if not colon:
        return offer(fragment, ["env:", "file:", "keyring:", "prompt", "form"], "source")
    match kind:
        case "env":
            return offer(begin, sorted(os.environ), "variable")
        case "file":
            return offer(begin, paths(begin), "path")
    return Offer(fragment)
