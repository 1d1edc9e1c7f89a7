"""The words of a command as bash reads them in a script."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..errors import RequestSyntaxError, UnresolvedVariable
from .shell_words import ONE_COMMAND, OPERATORS, Reader, Word

__all__ = ["posix_words"]

PLAIN = re.compile(r"[^ \t\r\n\\'\"$`|&;<>(){]+")
IN_DOUBLE_QUOTES = re.compile(r"[^\\\"$`]+")
VARIABLE = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})", re.ASCII)
OTHER_EXPANSION = re.compile(r"\$[\w{@*#?$!-]")
SPACE_TO_THE_END = re.compile(r"[ \t]+\n")
BRACES = re.compile(r"\{[^\s{}]*(?:,|\.\.)[^\s{}]*\}")
ANSI_C = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"  # JavaScript's two halves of a character
    r"|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|c(.)|(.))",
    re.DOTALL,
)
LETTERS = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def posix_words(text: str, variables: Mapping[str, str], start: int = 0) -> list[Word]:
    """Return the words of a command from *start* on, as bash reads a script.

    ``$NAME`` is put in as it is, without splitting it or reading it again; ``*`` and ``!`` are not expanded.

    Raises:
        RequestSyntaxError: a quote is not closed, or there is more than one simple command.
        UnresolvedVariable: *variables* has no such name.
    """
    return _Posix(text, variables, start).words()


class _Posix(Reader):
    def words(self) -> list[Word]:
        words: list[Word] = []
        while self._skip_space():
            begin = self._at
            words.append(Word(self._word(), *self._place(begin)))
        return words

    def _skip_space(self) -> bool:
        """Go to the next word; False at the end of the command."""
        text = self._text
        while self._at < len(text):
            char = text[self._at]
            if char in " \t\r":
                self._at += 1
            elif text.startswith("\\\n", self._at):
                self._at += 2
            elif char == "\\" and self._at == len(text) - 1:
                return False  # the command was cut off where it went on
            elif char in "#\n;" and self._is_last(self._at + (char != "#")):
                return False
            elif char == "#":
                self._at = text.find("\n", self._at)
            elif char in OPERATORS:
                raise self._operator(char)
            else:
                return True
        return False

    def _operator(self, char: str) -> RequestSyntaxError:
        # In the middle of a word, & is mostly the one of a URL without quotes.
        in_word = char == "&" and not re.match(r"[\s&]|\Z", self._text[self._at + 1 :])
        return self._refuse(OPERATORS[char], self._at, "put the URL in quotes" if in_word else ONE_COMMAND)

    def _word(self) -> str:
        parts: list[bytes] = []
        text = self._text
        while self._at < len(text) and text[self._at] not in " \t\r\n":
            begin = self._at
            char = text[begin]
            if plain := PLAIN.match(text, begin):
                self._at = plain.end()
                parts.append(plain[0].encode())
            elif char == "'":
                self._at = self._closed("'", begin + 1)
                parts.append(text[begin + 1 : self._at - 1].encode())
            elif text.startswith("$'", begin):
                parts.append(self._ansi_c())
            elif char == '"' or text.startswith('$"', begin):
                self._at += 2 if char == "$" else 1
                parts += self._double_quoted(begin)
            elif char == "\\":
                parts.append(self._escaped())
            elif char in "$`":
                parts.append(self._variable())
            elif char == "{":
                if BRACES.match(text, begin):
                    raise self._refuse("braces outside of quotes are the shell's", begin, "put the word in quotes")
                self._at += 1
                parts.append(b"{")
            else:
                break  # an operator: what it is gets told where the next word would begin
        return b"".join(parts).decode("utf-8", "surrogateescape")

    def _closed(self, quote: str, at: int) -> int:
        end = self._text.find(quote, at)
        if end < 0:
            raise self._refuse(f"this quote ({quote}) is not closed", at - 1, "")
        return end + 1

    def _escaped(self) -> bytes:
        following = self._text[self._at + 1 : self._at + 2]
        if SPACE_TO_THE_END.match(self._text, self._at + 1):
            raise self._refuse("white space after the \\ at the end of the line", self._at + 1, "delete it")
        self._at += 2
        return b"" if following == "\n" else (following or "\\").encode()

    def _double_quoted(self, begin: int) -> list[bytes]:
        parts: list[bytes] = []
        text = self._text
        while self._at < len(text):
            char = text[self._at]
            if plain := IN_DOUBLE_QUOTES.match(text, self._at):
                self._at = plain.end()
                parts.append(plain[0].encode())
            elif char == '"':
                self._at += 1
                return parts
            elif char == "\\":
                following = text[self._at + 1 : self._at + 2]
                kept = "" if following == "\n" else following if following in tuple('$`"\\') else char + following
                parts.append(kept.encode())
                self._at += 2
            else:
                parts.append(self._variable())
        raise self._refuse('this quote (") is not closed', begin, "")

    def _variable(self) -> bytes:
        """Return what stands for ``$NAME``; a dollar that begins nothing is one."""
        found = VARIABLE.match(self._text, self._at)
        if found:
            name = found[1] or found[2]
            if name not in self._variables:
                raise UnresolvedVariable(name, *self._place(self._at), self._variables, written=f"${name}")
            self._at = found.end()
            return self._variables[name].encode("utf-8", "surrogateescape")
        if self._text.startswith("`\n", self._at):
            raise self._refuse("a command for PowerShell", self._at, "copy it as cURL (bash) or cURL (cmd)")
        if self._text[self._at] == "`" or self._text.startswith("$(", self._at):
            raise self._refuse(
                "a command's output ($(...) or backticks)", self._at, "put it into a variable: $NAME"
            )
        if OTHER_EXPANSION.match(self._text, self._at):
            raise self._refuse("only $NAME and ${NAME} are put in", self._at, "in single quotes, $ is a dollar")
        self._at += 1
        return b"$"

    def _ansi_c(self) -> bytes:
        """Read ``$'...'``, bash's ANSI-C quoting."""
        begin = self._at
        end = begin + 2
        while self._text[end : end + 1] not in ("'", ""):
            end += 2 if self._text[end] == "\\" else 1
        if end >= len(self._text):
            raise self._refuse("this quote ($') is not closed", begin, "")
        self._at = end + 1
        return self._unescaped(self._text[begin + 2 : end], begin)

    def _unescaped(self, inside: str, begin: int) -> bytes:
        parts: list[bytes] = []
        done = 0
        for found in ANSI_C.finditer(inside):
            high, low, u, long, x, octal, control, letter = found.groups()
            parts.append(inside[done : found.start()].encode())
            done = found.end()
            if high:
                both = bytes.fromhex(high + low).decode("utf-16-be")
                parts.append(both.encode())
            elif u or long:
                code = int(u or long, 16)
                if code > 0x10FFFF:
                    raise self._refuse("there is no such character", begin, "")
                parts.append(chr(code).encode("utf-8", "surrogatepass"))
            elif x or octal:
                parts.append(bytes([(int(x, 16) if x else int(octal, 8)) & 255]))
            elif control:
                parts.append(bytes([ord(control) & 31]))
            elif letter == "x" and inside.startswith("{", done):
                raise self._refuse(
                    "\\x{...} in $'...' is not read", begin, "write the character as \\x41 or \\u0041"
                )
            else:
                parts.append((LETTERS.get(letter) or (letter if letter in "\\'\"?" else f"\\{letter}")).encode())
            if parts[-1] == b"\0":
                raise self._refuse("NUL is in this word, which no command can be given", begin, "")
        return b"".join((*parts, inside[done:].encode()))
