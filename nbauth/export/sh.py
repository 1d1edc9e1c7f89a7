"""Words of a POSIX shell: any text as one word, secrets from environment variables."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence

from ..render.inert import inert
from .placeholders import Piece, Placeholder

__all__ = ["FUNCTIONS", "is_calm", "printf", "value", "word"]

FUNCTIONS = {
    "percent": """urlencode() { printf %s "$1" | od -An -v -tx1 | tr -d ' \\n' | sed 's/../%&/g'; }""",
    "json": (
        """jsonescape() { printf %s "$1" | sed 's/[\\\\"]/\\\\&/g'"""
        """ | awk 'NR > 1 { printf "\\\\n" } { printf "%s", $0 }'; }"""
    ),
}
"""What a script begins with that has placeholders of these kinds: od, tr, sed and awk are everywhere."""

QUOTABLE = re.compile(r'[^"$`\\!\n]*')
"""What stands between double quotes as it is; ! would be the history in an interactive shell."""

# POSIX printf knows \ddd; \x is not in it. With three digits, what follows is not read as one more.
PRINTF = {byte: chr(byte) for byte in range(32, 127)} | {10: "\\n", 9: "\\t", 37: "%%", 39: "\\047", 92: "\\\\"}


def is_calm(text: str) -> bool:
    """Tell whether *text* can stand in a script as it is: nothing in it acts on a terminal, or gets lost there."""
    return inert(text) == text


def word(pieces: Sequence[Piece], variables: Mapping[str, str]) -> str:
    """Return one word of a command line that the shell reads as *pieces*."""
    if len(pieces) > 1 and all(isinstance(each, Placeholder) or QUOTABLE.fullmatch(each) for each in pieces):
        if all(isinstance(each, Placeholder) or is_calm(each) for each in pieces):
            return '"' + "".join(_in_quotes(pieces, variables)) + '"'
    return "".join(_single(each, variables) for each in pieces) or "''"


def _single(piece: Piece, variables: Mapping[str, str]) -> str:
    if isinstance(piece, Placeholder):
        return f'"{value(piece, variables)}"'
    return shlex.quote(piece) if is_calm(piece) else f'"$({printf(piece.encode("utf-8", "surrogatepass"))})"'


def _in_quotes(pieces: Sequence[Piece], variables: Mapping[str, str]) -> list[str]:
    shown = []
    for index, piece in enumerate(pieces):
        after = pieces[index + 1] if index + 1 < len(pieces) else ""
        if isinstance(piece, str):
            shown.append(piece)
        elif piece.kind == "plain" and isinstance(after, str) and re.match(r"\w", after):
            shown.append(f"${{{variables[piece.name]}}}")
        else:
            shown.append(value(piece, variables))
    return shown


def value(placeholder: Placeholder, variables: Mapping[str, str]) -> str:
    """Return what the shell puts a secret's value in for, to stand in double quotes."""
    variable = f"${variables[placeholder.name]}"
    match placeholder.kind:
        case "percent":
            return f'$(urlencode "{variable}")'
        case "json":
            return f'$(jsonescape "{variable}")'
        case _:
            return variable


def printf(data: bytes) -> str:
    """Return the command that writes *data*, whatever its bytes."""
    shown = "".join(PRINTF.get(byte, f"\\{byte:03o}") for byte in data)
    # A format that begins with a hyphen would be read as an option.
    return f"printf '\\055{shown[1:]}'" if shown[:1] == "-" else f"printf '{shown}'"
