"""Comments that say how a request is sent: ``# @name login``, ``# @timeout 5``, ``# @auth none``.

    # @name NAME                what later requests call this one: {{NAME.response.body.$.id}}
    # @no-redirect              show a redirect instead of following it
    # @timeout 5                seconds; also "500 ms", "2 m"
    # @connection-timeout 2     the same, for the connection alone
    # @auth NAME                the login to use; none for no auth
    # @prompt NAME [TEXT]       ask for the variable NAME before anything is sent

Those of VS Code REST Client and JetBrains' HTTP Client, and ``# @auth``, which is ours. What else those two know is
refused by name, since leaving it out would send something else than is meant; other words are a comment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from ..errors import RequestSyntaxError
from .request_draft import Directives, Piece, Prompt

__all__ = ["DirectiveReader", "build_directives"]

DIRECTIVE = re.compile(r"\s*(?:#+|//+)\s*@([A-Za-z][\w-]*)(?:\s*=\s*|\s+|$)(.*)", re.ASCII)
DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m)?", re.ASCII)
SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, None: 1.0}
LOGIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)
PROMPT = re.compile(r"([A-Za-z_]\w*)(?:\s+(.*))?", re.ASCII)

KNOWN = ("name", "no-redirect", "timeout", "connection-timeout", "auth", "prompt")

COOKIES = "a session of its own has cookies of its own: --session NAME"
RECORD = "the history has each secret as its {{name}}; %http_history --clear forgets all of it"
ORDER = "requests are sent in the order of the cell"
REFUSED = {
    "no-cookie-jar": COOKIES,
    "no-log": RECORD,
    "no-auto-encoding": "put the text into a variable: a value goes into a body as it is",
    "note": "nobody is asked before a cell is sent; --dry-run shows what would be",
    "use-os-credentials": "log in with %auth",
    "ref": ORDER,
    "forceref": ORDER,
    "import": "write the requests into the cell",
    "disabled": "take the request out of the cell",
    "loop": "write the loop in Python, with session.run(text)",
    "sleep": "wait in Python, between two cells",
    "no-reject-unauthorized": "Session(verify=...) says which servers are trusted",
}
"""What the two editors, and httpYac which reads their files, have besides, and what to do instead."""


@dataclass(slots=True)
class DirectiveReader:
    """Gathers the directives of one request."""

    found: dict[str, object] = field(default_factory=dict)
    prompts: list[Prompt] = field(default_factory=list)
    first_line: int = 0

    def take(self, comment: str, line: int) -> bool:
        """Take a comment line when it is a directive.

        Raises:
            RequestSyntaxError: it is not supported, given twice, or cannot be read.
        """
        if "@" not in comment or not (match := DIRECTIVE.fullmatch(comment)):
            return False
        key, value = match[1].lower(), match[2].strip()
        column = len(comment) - len(comment.lstrip()) + 1
        if key in REFUSED:
            raise _error(key, "is not supported", line, column, REFUSED[key])
        if key not in KNOWN:
            near = get_close_matches(key, [*KNOWN, *REFUSED], n=1, cutoff=0.8)
            if not near:
                return False
            hint = "a comment that is none has no @ at its begin"
            raise RequestSyntaxError(f"an unknown directive; did you mean # @{near[0]}?", line, column, hint=hint)
        self.first_line = self.first_line or line
        if key == "prompt":
            self._prompt(value, line, column)
            return True
        if key in self.found:
            raise _error(key, "is given twice", line, column)
        self.found[key] = self._value(key, Piece(value, line, match.start(2) + 1), column)
        return True

    def _value(self, key: str, value: Piece, column: int) -> object:
        match key:
            case "name":
                if not value.text:
                    raise _error(key, "needs a name: # @name login", value.line, column)
                return value.text
            case "no-redirect":
                if value.text:
                    raise _error(key, "takes no value", value.line, column)
                return True
            case "auth":
                if not LOGIN.fullmatch(value.text):
                    raise _error(key, "takes the name of a login, or none", value.line, column)
                return value
            case _:
                return _seconds(key, value, column)

    def _prompt(self, value: str, line: int, column: int) -> None:
        match = PROMPT.fullmatch(value)
        if not match:
            raise _error("prompt", "takes a name made of letters, digits and _, and a text", line, column)
        self.prompts.append(Prompt(match[1], match[2] or "", line))

    def result(self) -> Directives:
        """Return all that was found."""
        return Directives(
            **{key.replace("-", "_"): value for key, value in self.found.items()},  # type: ignore[arg-type]
            prompts=tuple(self.prompts),
        )


def _seconds(key: str, value: Piece, column: int) -> float:
    match = DURATION.fullmatch(value.text)
    seconds = float(match[1]) * SECONDS[match[2]] if match else 0.0
    if not 0 < seconds < 1e6:
        reason = f"takes seconds: # @{key} 5, # @{key} 500 ms, # @{key} 2 m"
        raise _error(key, reason, value.line, column)
    return seconds


def _error(key: str, reason: str, line: int, column: int, hint: str = "") -> RequestSyntaxError:
    shown = f"# @{key}"
    return RequestSyntaxError(f"{shown} {reason}", line, column, source=" " * (column - 1) + shown, hint=hint)


def build_directives(directives: Directives) -> list[str]:
    """Write directives as comment lines; reading them gives the same."""
    lines = []
    if directives.name:
        lines.append(f"# @name {directives.name}")
    if directives.no_redirect:
        lines.append("# @no-redirect")
    if directives.timeout is not None:
        lines.append(f"# @timeout {_duration(directives.timeout)}")
    if directives.connection_timeout is not None:
        lines.append(f"# @connection-timeout {_duration(directives.connection_timeout)}")
    if directives.auth is not None:
        lines.append(f"# @auth {directives.auth.text}")
    return [*lines, *(f"# @prompt {prompt.name} {prompt.text}".rstrip() for prompt in directives.prompts)]


def _duration(seconds: float) -> str:
    # JetBrains reads whole numbers only.
    if seconds == int(seconds):
        return str(int(seconds))
    return f"{seconds * 1000:.3f}".rstrip("0").rstrip(".") + " ms"
