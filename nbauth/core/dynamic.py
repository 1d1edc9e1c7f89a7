"""``{{$guid}}``, ``{{$timestamp -1 d}}``, ``{{$processEnv HOME}}``: values that are made when they are asked for.

VS Code REST Client's:

    $guid                                    a random UUID
    $randomInt [FROM TO]                     from FROM up to, without, TO; 0 and 1000
    $timestamp [N UNIT]                      seconds since the epoch, UTC
    $datetime FORMAT [N UNIT]                rfc1123, iso8601, or 'YYYY-MM-DD' as in Day.js; UTC
    $localDatetime FORMAT [N UNIT]           the same, in the time zone of this machine
    $processEnv NAME                         of the kernel's environment

JetBrains': $uuid, $random.uuid, $isoTimestamp, $random.integer(FROM, TO), $random.float(FROM, TO),
$random.alphabetic(N), $random.alphanumeric(N), $random.hexadecimal(N), $random.email, $env.NAME.

N UNIT moves the moment: units are y Q M w d h m s ms. What the two have besides is refused by name.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property
from random import Random

from .moments import UNITS, formatted, http_date, iso, moved

__all__ = ["Dynamic", "DynamicFailed"]

NAME = re.compile(r"\$([A-Za-z][\w.]*)\s*(.*)", re.ASCII | re.DOTALL)
INTEGERS = re.compile(r"\(?\s*(-?\d{1,18})\s*[,\s]\s*(-?\d{1,18})\s*\)?")
NUMBERS = re.compile(r"\(\s*(-?\d{1,15}(?:\.\d{1,15})?)\s*,\s*(-?\d{1,15}(?:\.\d{1,15})?)\s*\)")
LENGTH = re.compile(r"\(\s*(\d{1,6})\s*\)")
OFFSET = re.compile(r"\s*(-?\d{1,9})\s+(y|Q|M|w|d|h|ms|m|s)")
FORMAT = re.compile(r"(rfc1123|iso8601|'[^']*'|\"[^\"]*\")(.*)", re.DOTALL)
ENVIRONMENT_NAME = re.compile(r"\w+")

REFUSED = {
    "dotenv": "read the file in Python, and use its values as variables",
    "aadtoken": "log in with %auth",
    "aadv2token": "log in with %auth",
    "oidcaccesstoken": "log in with %auth",
    "auth.token": "log in with %auth",
    "auth.idtoken": "log in with %auth",
    "auth.header": "log in with %auth",
    "shared": "use a variable of the notebook",
    "exampleserver": "start one: nbauth.playground.start()",
    "projectroot": "use a variable of the notebook",
    "historyfolder": "use a variable of the notebook",
    "faker": "use a variable of the notebook",
}


class DynamicFailed(ValueError):
    """A variable that cannot be made: `reason`, and `hint`, what to do."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.reason, self.hint = reason, hint


class Dynamic:
    """Makes the values; those of one request are all made at the same moment.

    Args:
        clock: Returns the time, with its time zone, which is the local one.
        random: Where chance comes from.
        environment: Names and values of the process's environment.
    """

    def __init__(self, clock: Callable[[], datetime], random: Random, environment: Mapping[str, str]) -> None:
        self._clock, self._random, self._environment = clock, random, environment

    @cached_property
    def _now(self) -> datetime:
        return self._clock()

    def value(self, inside: str) -> tuple[str, str]:
        """Return the value of ``$name arguments``, and the name that it has in the environment, else "".

        Raises:
            DynamicFailed: it is unknown or not supported, or the arguments cannot be read; never quotes a value.
        """
        match = NAME.fullmatch(inside)
        if match is None:
            raise DynamicFailed("what stands behind $ is no name")
        name, arguments = match.groups()
        if name == "processEnv" or name.startswith("env."):
            return self._from_environment(f"{name[4:]}{arguments}" if name != "processEnv" else arguments)
        make = MAKERS.get(name)
        if make is None:
            if hint := REFUSED.get(name.lower(), ""):
                raise DynamicFailed(f"{{{{${name}}}}} is not supported", hint)
            if name.startswith("random."):
                raise DynamicFailed("{{$random...}} knows no such kind", f"known: {', '.join(KINDS)}")
            near = get_close_matches(name, [*MAKERS, "processEnv"], n=2)
            known = near or [*(each for each in MAKERS if "." not in each), "processEnv", "env.NAME", "random.uuid"]
            raise DynamicFailed(
                "there is no dynamic variable of that name",
                f"{'did you mean' if near else 'known:'} ${', $'.join(known)}{'?' if near else ''}",
            )
        text = make(self, arguments)
        if text is None:
            raise DynamicFailed(f"{{{{${name}}}}} is written {USAGE.get(name, f'${name}')}")
        return text, ""

    def _from_environment(self, name: str) -> tuple[str, str]:
        if name.startswith("%"):
            raise DynamicFailed("{{$processEnv %...}} is not supported", "write the name in the environment itself")
        if not ENVIRONMENT_NAME.fullmatch(name):
            raise DynamicFailed("{{$processEnv}} is written $processEnv NAME")
        value = self._environment.get(name)
        if value is None:
            near = get_close_matches(name, list(self._environment), n=2, cutoff=0.8)
            hint = f"did you mean {' or '.join(near)}?" if near else "set it before the kernel starts"
            raise DynamicFailed("the environment has no variable of that name", hint)
        return value, name

    # Each returns None when the arguments are not what it takes.

    def uuid(self, arguments: str) -> str | None:
        """RFC 9562 section 5.4: version 4, variant 10."""
        if arguments:
            return None
        number = self._random.getrandbits(128) & ~(0xF << 76 | 0x3 << 62) | 0x4 << 76 | 0x2 << 62
        text = f"{number:032x}"
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    def integer(self, arguments: str) -> str | None:
        match = INTEGERS.fullmatch(arguments)
        if match is None and arguments not in ("", "()"):
            return None
        low, high = (int(match[1]), int(match[2])) if match else (0, 1000)
        return str(self._random.randrange(low, high)) if low < high else None

    def real(self, arguments: str) -> str | None:
        match = NUMBERS.fullmatch(arguments)
        if match is None and arguments not in ("", "()"):
            return None
        low, high = (float(match[1]), float(match[2])) if match else (0.0, 1000.0)
        return repr(self._random.uniform(low, high)) if low < high else None

    def letters(self, arguments: str, alphabet: str = string.ascii_letters) -> str | None:
        match = LENGTH.fullmatch(arguments)
        if match is None or not 0 < int(match[1]) <= 100_000:
            return None
        return "".join(self._random.choices(alphabet, k=int(match[1])))

    def alphanumeric(self, arguments: str) -> str | None:
        return self.letters(arguments, string.ascii_letters + string.digits + "_")

    def hexadecimal(self, arguments: str) -> str | None:
        return self.letters(arguments, "0123456789abcdef")

    def email(self, arguments: str) -> str | None:
        # example.com is nobody's (RFC 2606 section 3).
        return None if arguments else f"{self.letters('(10)', string.ascii_lowercase)}@example.com"

    def timestamp(self, arguments: str) -> str | None:
        moment = self._moved(arguments)
        return None if moment is None else str(int(moment.timestamp()))

    def iso_timestamp(self, arguments: str) -> str | None:
        return None if arguments else iso(self._now)

    def utc(self, arguments: str) -> str | None:
        match = FORMAT.fullmatch(arguments)
        moment = self._moved(match[2]) if match else None
        if match is None or moment is None:
            return None
        if match[1] == "rfc1123":
            return http_date(moment)
        return iso(moment) if match[1] == "iso8601" else formatted(moment, match[1][1:-1], is_utc=True)

    def local(self, arguments: str) -> str | None:
        match = FORMAT.fullmatch(arguments)
        moment = self._moved(match[2]) if match else None
        if match is None or moment is None:
            return None
        patterns = {"rfc1123": "ddd, DD MMM YYYY HH:mm:ss ZZ", "iso8601": "YYYY-MM-DD[T]HH:mm:ssZ"}
        return formatted(moment, patterns.get(match[1], match[1][1:-1]))

    def _moved(self, offset: str) -> datetime | None:
        if not offset.strip():
            return self._now
        match = OFFSET.fullmatch(offset)
        return moved(self._now, int(match[1]), match[2]) if match else None


Maker = Callable[[Dynamic, str], "str | None"]

MAKERS: dict[str, Maker] = {
    "guid": Dynamic.uuid,
    "uuid": Dynamic.uuid,
    "random.uuid": Dynamic.uuid,
    "randomInt": Dynamic.integer,
    "random.integer": Dynamic.integer,
    "random.float": Dynamic.real,
    "random.alphabetic": Dynamic.letters,
    "random.alphanumeric": Dynamic.alphanumeric,
    "random.hexadecimal": Dynamic.hexadecimal,
    "random.email": Dynamic.email,
    "timestamp": Dynamic.timestamp,
    "isoTimestamp": Dynamic.iso_timestamp,
    "datetime": Dynamic.utc,
    "localDatetime": Dynamic.local,
}

KINDS = tuple(name.removeprefix("random.") for name in MAKERS if name.startswith("random."))

USAGE = {
    "randomInt": "$randomInt 1 100, the first below the second",
    "random.integer": "$random.integer(1, 100), the first below the second",
    "random.float": "$random.float(0.5, 2), the first below the second",
    **{f"random.{kind}": f"$random.{kind}(10)" for kind in ("alphabetic", "alphanumeric", "hexadecimal")},
    "timestamp": f"$timestamp, or $timestamp -3 h; units: {' '.join(UNITS)}",
    "datetime": "$datetime iso8601, $datetime rfc1123 or $datetime 'YYYY-MM-DD', and an offset: -1 d",
    "localDatetime": "$localDatetime iso8601, rfc1123 or 'YYYY-MM-DD', and an offset: -1 d",
}
