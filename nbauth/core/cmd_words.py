"""The words of a command as Windows' cmd, and then the C runtime of curl.exe, read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .shell_words import OPERATORS, Reader, Word

__all__ = ["cmd_words"]

# Two hex digits after the % are an encoded character of a URL.
VARIABLE = re.compile(r"%(?![0-9A-Fa-f]{2})([A-Za-z_]\w*)%", re.ASCII)


def cmd_words(text: str, variables: Mapping[str, str], start: int = 0) -> list[Word]:
    """Return the words of a command from *start* on, as cmd and then the C runtime of curl.exe read it.

    One thing differs: browsers double each backslash, which the C runtime undoes before a quote only. Two that
    each have a ^ are read as the one that was meant. ``%NAME%`` stays, as in cmd, when nothing defines it.

    Raises:
        RequestSyntaxError: a quote is not closed, or there is more than one command.
    """
    return _Cmd(text, variables, start).words()


@dataclass(frozen=True, slots=True)
class _Char:
    """A character that cmd hands on: where it stood, whether a ^ was before it, whether it is a variable's."""

    char: str
    at: int
    has_caret: bool = False
    is_value: bool = False


class _Cmd(Reader):
    def words(self) -> list[Word]:
        chars = self._after_cmd()
        words: list[Word] = []
        at = 0
        while at < len(chars):
            if chars[at].char in " \t" and not chars[at].is_value:
                at += 1
                continue
            text, end = self._argument(chars, at)
            words.append(Word(text, *self._place(chars[at].at)))
            at = end
        return words

    def _after_cmd(self) -> list[_Char]:
        """Undo what cmd reads: ^ takes the meaning from the next character, except in quotes."""
        text, chars = self._text, list[_Char]()
        in_quotes, at = False, self._at
        while at < len(text):
            char = text[at]
            if variable := VARIABLE.match(text, at):
                value = self._variables[variable[1]] if variable[1] in self._variables else variable[0]
                chars += [_Char(each, at, is_value=True) for each in value]
                at = variable.end()
            elif char == "^" and (not in_quotes or text.startswith("\n", at + 1)):
                is_continued = text.startswith("\n", at + 1)
                place = at + 2 if is_continued else at
                at += 2 if is_continued else 1
                chars += [_Char(each, place, has_caret=True) for each in text[at : at + 1]]
                at += 1
            elif char == "\n" or (not in_quotes and char in "|&<>"):
                if char in "\n&" and self._is_last(at + 1):
                    break
                raise self._refuse(OPERATORS[char], at)
            else:
                in_quotes ^= char == '"'
                chars.append(_Char(char, at))
                at += 1
        return chars

    def _argument(self, chars: list[_Char], at: int) -> tuple[str, int]:
        """Read one argument as the C runtime does; return it and where it ends."""
        parts: list[str] = []
        in_quotes, begin = False, at
        while at < len(chars):
            this = chars[at]
            if this.is_value:
                parts.append(this.char)
                at += 1
            elif this.char in " \t" and not in_quotes:
                break
            elif this.char == "\\":
                end = at
                while end < len(chars) and chars[end].char == "\\" and not chars[end].is_value:
                    end += 1
                before_quote = end < len(chars) and chars[end].char == '"' and not chars[end].is_value
                count = end - at
                of_browser = count % 2 == 0 and all(each.has_caret for each in chars[at:end])
                parts.append("\\" * (count // 2 if before_quote or of_browser else count))
                if before_quote and count % 2:
                    parts.append('"')
                    end += 1
                at = end
            elif this.char == '"':
                if in_quotes and at + 1 < len(chars) and chars[at + 1].char == '"':
                    parts.append('"')
                    at += 1
                else:
                    in_quotes = not in_quotes
                at += 1
            else:
                parts.append(this.char)
                at += 1
        if in_quotes:
            raise self._refuse('a quote (") is not closed', chars[begin].at, "")
        return "".join(parts), at
