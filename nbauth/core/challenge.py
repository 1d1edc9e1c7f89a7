r"""Parse and build WWW-Authenticate, Authorization and Authentication-Info (RFC 9110 section 11, RFC 7615).

Servers send what the grammar does not allow. With ``strict=True`` a parser raises `ChallengeSyntaxError`
for it. Otherwise a challenge parser never raises, and reads by six rules:

1. A control character other than a tab is a space (RFC 9110 section 5.5).
2. A quoted-string that is not closed runs to the end of its line.
3. An unquoted value runs to the next white space or comma and may be empty. It keeps its first character;
   after that a backslash quotes the next one, as in a quoted-string (and as in Firefox).
4. Between two parameters the comma may be missing; before a scheme it may not.
5. A parameter that no scheme has opened a list for is dropped: white space after a scheme opens its list,
   a comma right after it does not, and a token68 closes it.
6. Anything else is skipped up to the next comma outside of quotes.

Both ways take lists with empty elements, white space round ``=``, folded lines, and names repeated in one
challenge, of which the first counts. All take time linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..errors import ChallengeSyntaxError, InvalidField

__all__ = [
    "Challenge",
    "Credentials",
    "build_challenge",
    "build_credentials",
    "build_params",
    "parse_challenges",
    "parse_credentials",
    "parse_params",
    "quote",
]

Params = Iterable[tuple[str, str]]

# Possessive repeats (++) never give back: no text makes these take more than linear time.
NAME = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]++"
TOKEN = re.compile(NAME)
SCHEME = re.compile(rf"({NAME})(?=[ \t,]|\Z)")
PARAM = re.compile(rf"({NAME})[ \t]*+=[ \t]*+")
TOKEN68 = re.compile(r"[A-Za-z0-9\-._~+/]++=*+(?=[ \t]*+(?:,|\Z))")
QUOTED = re.compile(r'"((?:[^"\\]++|\\.)*+)("?)', re.DOTALL)
UNQUOTED = re.compile(r"[^ \t,]*+")
SKIPPED = re.compile(r'(?:"(?:[^"\\]++|\\.)*+"?|[^",]++)++', re.DOTALL)
SPACE = re.compile(r"[ \t]*+")
PAIR = re.compile(r"\\(.)", re.DOTALL)
FOLD = re.compile(r"\r?\n(?=[ \t])")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

# RFC 7616 sections 3.3 to 3.5: these are sent without quotes, all others with them. qop is quoted in a challenge.
BARE_IN_CHALLENGE = frozenset({"algorithm", "stale", "userhash", "charset"})
BARE = BARE_IN_CHALLENGE | {"qop", "nc"}


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge: the scheme in lower case, and its parameters *or* its token68.

    Parameter names are in lower case, each once: of repeated ones the first counts.
    """

    scheme: str
    params: tuple[tuple[str, str], ...] = ()
    token68: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "scheme", self.scheme.lower())
        object.__setattr__(self, "params", tuple(_first_of_each(self.params).items()))

    def get(self, name: str, default: str | None = None) -> str | None:
        """Return a parameter's value, without its quotes, by its name in any case."""
        name = name.lower()
        return next((value for key, value in self.params if key == name), default)

    @property
    def realm(self) -> str | None:
        """The protection space's name (RFC 9110 section 11.5), or None."""
        return self.get("realm")


@dataclass(frozen=True, slots=True, repr=False)
class Credentials(Challenge):
    """What an Authorization header says, in a challenge's form; its repr shows no value."""

    def __repr__(self) -> str:
        shown = ", ".join(name for name, _ in self.params) or ("token68" if self.token68 else "")
        return f"<Credentials {self.scheme}: {shown}>"


def parse_challenges(
    values: Iterable[str], *, strict: bool = False, header: str = "WWW-Authenticate"
) -> tuple[Challenge, ...]:
    """Return the challenges of all lines of a header field, in order (RFC 9110 section 11.6.1).

    Several may stand on one line, and the lines count as joined by ", " (section 5.3).

    Raises:
        ChallengeSyntaxError: only when *strict*; its position counts in the joined lines.
    """
    return tuple(Challenge(one.scheme, tuple(one.params), one.token68) for one in _read(values, header, strict))


def parse_credentials(value: str, *, header: str = "Authorization") -> Credentials:
    """Return the credentials of an Authorization header (RFC 9110 section 11.4), read strictly.

    Raises:
        ChallengeSyntaxError: *value* does not follow the grammar or is not exactly one scheme's.
    """
    found = _read([value], header, True)
    if not found:
        raise ChallengeSyntaxError("expected a scheme", 0, header=header)
    if len(found) > 1:
        raise ChallengeSyntaxError("a second scheme, where one is allowed", found[1].position, header=header)
    return Credentials(found[0].scheme, tuple(found[0].params), found[0].token68)


def parse_params(value: str, header: str = "Authentication-Info", *, strict: bool = False) -> dict[str, str]:
    """Return the parameters of Authentication-Info or Proxy-Authentication-Info (RFC 7615 section 3).

    Raises:
        ChallengeSyntaxError: only when *strict*.
    """
    reader = _Reader(header, strict)
    found: list[tuple[str, str]] = []
    for kind, position, name, text in reader.parts(value, schemes=False):
        if kind == "param":
            found.append((name, text))
        else:
            reader.refuse("expected a parameter", position)
    return _first_of_each(found)


def build_challenge(challenge: Challenge) -> str:
    """Return one challenge as a WWW-Authenticate header carries it; inverse of `parse_challenges`.

    Raises:
        InvalidField: the scheme, a name or the token68 breaks the grammar, a value holds a control
            character, or there are parameters and a token68.
    """
    return _build(challenge, BARE_IN_CHALLENGE)


def build_credentials(credentials: Challenge) -> str:
    """Return credentials as an Authorization header carries them; inverse of `parse_credentials`.

    Raises:
        InvalidField: as `build_challenge`.
    """
    return _build(credentials, BARE)


def build_params(params: Params, bare: frozenset[str] = BARE) -> str:
    """Return parameters as Authentication-Info carries them; inverse of `parse_params`.

    Values are quoted unless the name is in *bare* or ends in ``*`` (RFC 8187) and the value is a token.

    Raises:
        InvalidField: a name is no token, or a value holds a control character.
    """
    return ", ".join(_param(name, value, bare) for name, value in params)


def quote(text: str) -> str:
    """Return *text* as a quoted-string (RFC 9110 section 5.6.4).

    Raises:
        InvalidField: a control character other than a tab is in it.
    """
    if CONTROL.search(text):
        raise InvalidField("quoted-string", "a control character (CR, LF, NUL, ...) is in it")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _param(name: str, value: str, bare: frozenset[str]) -> str:
    if not TOKEN.fullmatch(name):
        raise InvalidField("parameter", "its name is not a token (RFC 9110 section 5.6.2)")
    unquoted = (name.lower() in bare or name.endswith("*")) and TOKEN.fullmatch(value)
    return f"{name}={value if unquoted else quote(value)}"


def _build(challenge: Challenge, bare: frozenset[str]) -> str:
    if not TOKEN.fullmatch(challenge.scheme):
        raise InvalidField("scheme", "it is not a token (RFC 9110 section 5.6.2)")
    scheme = challenge.scheme.capitalize()
    if challenge.token68 is None:
        return f"{scheme} {build_params(challenge.params, bare)}".rstrip(" ")
    if challenge.params:
        raise InvalidField("token68", "parameters cannot stand beside it (RFC 9110 section 11.2)")
    if not TOKEN68.fullmatch(challenge.token68):
        raise InvalidField("token68", "a character that it cannot hold is in it (RFC 9110 section 11.2)")
    return f"{scheme} {challenge.token68}"


def _first_of_each(params: Params) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in params:
        found.setdefault(name.lower(), value)
    return found


@dataclass(slots=True)
class _Found:
    """A challenge while its parameters still come."""

    position: int
    scheme: str
    params: list[tuple[str, str]] = field(default_factory=list)
    token68: str | None = None


def _read(values: Iterable[str], header: str, strict: bool) -> list[_Found]:
    """Gather the parts of all lines into challenges."""
    reader = _Reader(header, strict)
    found: list[_Found] = []
    is_open = False
    for line in values:
        for kind, position, name, text in reader.parts(line):
            if kind == "scheme":
                found.append(_Found(position, name))
                is_open = text != ""
            elif kind == "token68":
                found[-1].token68 = text
                is_open = False
            elif is_open:
                found[-1].params.append((name, text))
            else:
                reader.refuse("a parameter that no scheme's list holds", position)
        reader.start += len(line) + len(", ")
    return found


class _Reader:
    """Takes a line apart into schemes, token68s and parameters."""

    def __init__(self, header: str, strict: bool) -> None:
        self.header, self.strict = header, strict
        self.start = 0
        """Where the line starts in the joined lines."""

    def refuse(self, reason: str, position: int) -> None:
        """Raise when strict; otherwise the caller goes on by the rules above."""
        if self.strict:
            raise ChallengeSyntaxError(reason, position, header=self.header)

    def parts(self, line: str, *, schemes: bool = True) -> Iterator[tuple[str, int, str, str]]:
        """Yield (kind, position, name, text); a scheme's text is the white space that opens its list."""
        text = FOLD.sub(lambda fold: " " * len(fold[0]), line)
        if control := CONTROL.search(text):
            self.refuse("a control character", self.start + control.start())
            text = CONTROL.sub(" ", text)
        at = 0
        after_comma, after_value = True, False
        while (at := _end(SPACE, text, at)) < len(text):
            position = self.start + at
            if text[at] == ",":
                at += 1
                after_comma, after_value = True, False
            elif param := PARAM.match(text, at):
                if after_value:
                    self.refuse("expected a comma", position)
                value, at = self._value(text, param.end())
                after_comma, after_value = False, True
                yield "param", position, param[1], value
            elif after_comma and schemes and (scheme := SCHEME.match(text, at)):
                at = _end(SPACE, text, scheme.end())
                after_comma = False
                yield "scheme", position, scheme[1], text[scheme.end() : at]
                if at > scheme.end() and (token68 := TOKEN68.match(text, at)):
                    yield "token68", self.start + at, "", token68[0]
                    at, after_value = token68.end(), True
            else:
                self.refuse("expected a comma" if after_value else "expected a scheme or a parameter", position)
                at = _end(SKIPPED, text, at)

    def _value(self, text: str, at: int) -> tuple[str, int]:
        if quoted := QUOTED.match(text, at):
            if not quoted[2]:
                self.refuse("a quoted-string that is not closed", self.start + at)
            return PAIR.sub(r"\1", quoted[1]), quoted.end()
        end = _end(UNQUOTED, text, at)
        word = text[at:end]
        if not TOKEN.fullmatch(word):
            self.refuse("expected a token or a quoted-string", self.start + at)
        return word[:1] + PAIR.sub(r"\1", word[1:]), end


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Return where a pattern that always matches ends."""
    match = pattern.match(text, at)
    return match.end() if match else at
