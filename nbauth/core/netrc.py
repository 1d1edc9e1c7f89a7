"""Read the text of a netrc file, as curl and Python's netrc module do.

An own parser, because the module of the standard library keeps one login per machine and no line numbers,
takes a comment after an empty line for an error, and quotes the file's words in its messages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import NetrcSyntaxError
from .secret import Secret

__all__ = ["NetrcEntry", "parse_netrc"]


@dataclass(frozen=True, slots=True)
class NetrcEntry:
    """One ``machine``, or the ``default``.

    Attributes:
        machine: The host as the file writes it; None for ``default``.
        line: Where the entry begins, from 1.
        login: The user name; empty without one.
        password: None without one, or with an empty one.
    """

    machine: str | None
    line: int
    login: str = ""
    password: Secret | None = None


def parse_netrc(text: str, path: str = "netrc") -> tuple[NetrcEntry, ...]:
    """Return the entries in the order of the file.

    Accounts and macros are skipped. A ``#`` where a keyword could stand begins a comment; inside a value,
    or as its first character, it belongs to the value. Keywords are read in any case.

    Raises:
        NetrcSyntaxError: with *path* and the line; no word of the file is in it.
    """
    words = _Words(text, path)
    entries: list[NetrcEntry] = []
    keyword = words.keyword()
    while keyword is not None:
        line = words.line
        if keyword in ("machine", "default"):
            machine = words.value(keyword) if keyword == "machine" else None
            if machine == "":
                raise words.error("machine has no name")
            values, keyword = _values(words)
            password = values.get("password")
            entries.append(
                NetrcEntry(
                    machine, line, values.get("login", ""), Secret(password, "password") if password else None
                )
            )
        elif keyword == "macdef":
            words.value(keyword)
            words.skip_macro()
            keyword = words.keyword()
        else:
            here = "login, password, account, machine" if entries else "machine"
            raise words.error(f"expected {here}, default or macdef; {QUOTE}")
    return tuple(entries)


QUOTE = 'a value with a space in it stands in "double quotes"'
VALUES = {"login": "login", "user": "login", "password": "password", "account": "account"}


def _values(words: _Words) -> tuple[dict[str, str], str | None]:
    """Read the values of one entry; return them, and the keyword after them."""
    values: dict[str, str] = {}
    while (keyword := words.keyword()) in VALUES:
        values[VALUES[keyword]] = words.value(keyword)
    return values, keyword


# White space is only these four: a no-break space, say, belongs to the word it is in.
SPACE = re.compile(r"[ \t\r\n]*")
LINE = re.compile(r"[^\n]*\n?")
# A backslash stands for the character after it, quoted or not.
QUOTED = re.compile(r'"((?:[^"\\\n]|\\[^\n])*)"')
PLAIN = re.compile(r"((?:[^ \t\r\n\\]|\\[\s\S]?)+)")
ESCAPED = re.compile(r"\\([\s\S]?)")


class _Words:
    """The words of a file, one after the other; `line` is where the last one stood."""

    def __init__(self, text: str, path: str) -> None:
        self._text, self._path = text, path
        self._at = 0
        self.line = 1

    def keyword(self) -> str | None:
        """Return the next word that is in no comment, in lower case; None at the end of the file."""
        self._skip(SPACE)
        while self._text.startswith("#", self._at):
            self._skip(LINE)
            self._skip(SPACE)
        return self._word().lower() if self._at < len(self._text) else None

    def value(self, keyword: str) -> str:
        """Return the word after *keyword*, whatever it looks like."""
        self._skip(SPACE)
        if self._at == len(self._text):
            raise self.error(f"{keyword} has no value")
        return self._word()

    def skip_macro(self) -> None:
        """Skip to the end of a macro: an empty line, or the end of the file."""
        self._skip(LINE)
        while self._at < len(self._text) and self._skip(LINE).strip("\r\n"):
            pass

    def error(self, reason: str) -> NetrcSyntaxError:
        return NetrcSyntaxError(reason, self._path, self.line)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        skipped = found.group() if found else ""
        self._at += len(skipped)
        self.line += skipped.count("\n")
        return skipped

    def _word(self) -> str:
        pattern = QUOTED if self._text[self._at] == '"' else PLAIN
        found = pattern.match(self._text, self._at)
        if found is None:
            raise self.error("a quoted value does not end on its line")
        word = ESCAPED.sub(r"\1", found[1])
        # RFC 7617 section 2 lets no control character in; here it is mostly a file that is no text.
        if any(ord(char) < 32 or ord(char) == 127 for char in word):
            raise self.error("a control character (line break, tab, NUL, ...) is in a value")
        self._at = found.end()
        return word
