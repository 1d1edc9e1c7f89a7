"""The text of a curl command, as browsers copy it and as people write it; read as curl itself reads it.

What is not understood is refused by its name, never left out silently. No error, and no repr, holds a value:
credentials stand anywhere in such a command.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import NoReturn

from ..errors import RequestSyntaxError
from .cmd_words import cmd_words
from .curl_command import CurlCommand
from .curl_given import Given
from .curl_options import BY_LETTER, BY_NAME, CurlOption
from .posix_words import posix_words
from .shell_words import Word, is_for_cmd

__all__ = ["is_curl", "parse_curl"]

# Blank lines and comments, a prompt that was copied too, and the command.
BEGIN = re.compile(
    r"(?:[ \t]*(?:(?:#|//).*)?\r?\n)*[ \t]*(?:[$>%\u276f] +|(?:PS )?[A-Za-z]:\\[^\n>]*> ?)?"
    r"((?:[^\s'\"=:]*/)?curl(?:\.exe)?)(?=[ \t\r\n\\^]|\Z)"
)
NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
OPTION_NAME = re.compile(r"[A-Za-z][A-Za-z0-9.-]{0,25}")


def is_curl(text: str) -> bool:
    """Tell whether *text* is a curl command; comments, blank lines and a prompt may be before it."""
    return BEGIN.match(text) is not None


def parse_curl(text: str, variables: Mapping[str, str] | None = None) -> CurlCommand:
    """Read one curl command, quoted for sh or for Windows' cmd.

    Args:
        variables: What ``$NAME``, or ``%NAME%`` in cmd, stands for.

    Raises:
        RequestSyntaxError: it is none, or one that does more than a single request; an option is unknown or
            not supported. Says where, and which option; never a value.
        UnresolvedVariable: *variables* has no such name.
    """
    text = text.replace("\r\n", "\n")
    begin = BEGIN.match(text)
    if begin is None:
        raise RequestSyntaxError("this is no curl command", 1)
    if bad := NO_TEXT.search(text):
        line, column = text.count("\n", 0, bad.start()) + 1, bad.start() - text.rfind("\n", 0, bad.start())
        raise RequestSyntaxError("NUL, or half of a character", line, column)
    words = cmd_words if is_for_cmd(text[begin.start(1) :]) else posix_words
    return _Arguments(words(text, variables or {}, begin.start(1))[1:]).command()


class _Arguments:
    """Goes through the arguments once, as curl does."""

    def __init__(self, words: list[Word]) -> None:
        self._words, self._at = words, 0
        self._given = Given()

    def command(self) -> CurlCommand:
        """Read all, and put together what was asked for."""
        options = True
        while self._at < len(self._words):
            word = self._words[self._at]
            self._at += 1
            if options and word.text == "--":
                options = False
            elif options and word.text[:2] == "--":
                self._long(word)
            elif options and word.text[:1] == "-":
                self._short(word)
            else:
                self._given.set_url(word)
        return self._given.command()

    def _long(self, word: Word) -> None:
        name, equals, value = word.text[2:].partition("=")
        is_on = not name.startswith("no-")
        option = BY_NAME.get(name.removeprefix("no-"))
        if option is None or (option.takes_value and not is_on) or (equals and not option.takes_value):
            self._unknown(f"--{name}" if OPTION_NAME.fullmatch(name) else "", word)
        if equals:
            self._take(option, f"--{name}", Word(value, word.line, word.column), is_on)
        else:
            self._take(option, f"--{name}", self._value(option, f"--{name}", word), is_on)

    def _short(self, word: Word) -> None:
        """Read -k, -sSL and -XPOST: letters, of which the last may take a value, after it or as the next word."""
        letters = word.text[1:]
        while True:
            letter, letters = letters[:1], letters[1:]
            option = BY_LETTER.get(letter)
            if option is None:
                self._unknown(f"-{letter}" if letter.isalnum() and letter.isascii() else "", word)
            if option.takes_value and letters:
                self._take(option, f"-{letter}", Word(letters, word.line, word.column), True)
                return
            self._take(option, f"-{letter}", self._value(option, f"-{letter}", word), True)
            if not letters:
                return

    def _value(self, option: CurlOption, written: str, word: Word) -> Word:
        if not option.takes_value or option.effect == "refused":
            return word
        if self._at == len(self._words):
            raise word.error(f"{written} needs a value after it")
        self._at += 1
        return self._words[self._at - 1]

    def _unknown(self, written: str, word: Word) -> NoReturn:
        near = get_close_matches(written[2:], BY_NAME, n=2) if written[:2] == "--" else []
        hint = f"did you mean --{' or --'.join(near)}?" if near else ""
        raise word.error(f"curl has no option {written}" if written else "curl has no such option", hint)

    def _take(self, option: CurlOption, written: str, value: Word, is_on: bool) -> None:
        match option.effect:
            case "refused" if is_on:
                raise value.error(f"{written} is not supported", option.about)
            case "noted" if is_on:
                self._given.note(f"{written}: {option.about}")
            case "understood":
                self._given.take(option.name, written, value, is_on)
