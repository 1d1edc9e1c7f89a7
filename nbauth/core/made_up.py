"""Made up, or real: what documents write in a credential's place, and how random a text looks.

A scanner that cries at every ``password = "secret"`` of a lesson is soon switched off. So a text counts as a
credential only when nothing says that it stands for one and, where its place alone proves little, when it looks as
if a machine had chosen it.
"""

from __future__ import annotations

import re
from itertools import pairwise

__all__ = ["bits", "is_placeholder", "is_well_known", "looks_random"]

ENOUGH = 32.0
"""Bits from which a text is no chance: eight characters of a generated password."""

RATE = 2.5
"""Bits per character that words, names and paths stay below, and generated texts above."""

LONGEST = 256
"""Characters that are looked at: more make no text more random."""

# What says itself that it stands for something else: {{name}}, ${NAME}, <token>, {name}, %NAME%, ..., ****, xxxx.
MARK = re.compile(
    r"\{\{|^\{\w|\$[({]|^\$\w|<[^<>]*>|\{[\w.!:]*\}|%\(\w+\)s|%s|^%[A-Za-z_]\w*%$|\.\.\.|\u2026|\*\*\*|\u2022"
    r"|([xX0.*#_-])\1{4}|(.)\2{5}"
)
WORD = re.compile(
    r"example|change.?me|change.?it|place.?holder|dummy|redacted|sample|fake|made.?up|canary|insert|replace|censored"
    r"|hidden|not.?(?:a.?)?real|lorem|deadbeef|qwerty|(?<![a-z])(?:your|my|secret|password)(?![a-z])"
    r"|(?:your|my)(?:api|access|auth|token|key|secret|pass)"
)

PUBLISHED = re.compile("Eby8vdM02xNOcq|eyJzdWIiOiIxMjM0NTY3ODkwI")
"""Azure's emulator has the same key for everybody; the JWT of jwt.io is in every tutorial."""

WELL_KNOWN = frozenset(
    """
    password passwd passwort passphrase passw pass pw pwd secret token letmein letme hunter opensesame open sesame
    correct horse battery staple correcthorse correcthorsebatterystaple circle of life circleoflife mufasa admin
    administrator root test tester testing guest user username demo foo bar baz foobar p@ss p@ssw p@ssword ssword
    rd cret s cr t oauth basic x auth wrong none null true false undefined string default word in me out the first
    second third
    """.split()
)
"""The words of the passwords in RFCs, manuals and jokes, also where a digit stands for a letter."""

FOLLOWERS = {
    "a": "bcdfgiklmnprstuvwyz",
    "b": "aceijlorsuy",
    "c": "acehiklorstu",
    "d": "adegilorsu",
    "e": "abcdefghilmnopqrstuvwxy",
    "f": "aefilorstu",
    "g": "aeghilnorsu",
    "h": "aeiortuy",
    "i": "abcdefgklmnoprstvxz",
    "j": "aeosu",
    "k": "eis",
    "l": "adefilopstuvy",
    "m": "abeilmnopsu",
    "n": "acdefgiklnopstuvy",
    "o": "abcdefgiklmnoprstuvw",
    "p": "aehilmoprstuy",
    "q": "u",
    "r": "acdefgiklmnoprstuvy",
    "s": "acehiklmopqstuwy",
    "t": "acdehilmoprstuwxyz",
    "u": "abcdefgilmnprst",
    "v": "aeiou",
    "w": "aehinors",
    "x": "aceipt",
    "y": "aelmnopst",
    "z": "aei",
}
"""Which letters mostly follow a letter in the words of English and of programs."""

NOT_IN_WORDS = re.compile(r"[\s_!0-9.\"'-]+")
SEPARATORS = re.compile(r"[\s_./:,'=-]+")
RUN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^A-Za-z0-9]+")


def is_placeholder(value: str) -> bool:
    """Tell whether *value* says that it stands for something else, as documents and templates write it."""
    value = value[:LONGEST]
    lower = value.lower()
    marked = MARK.search(value) or WORD.search(lower) or PUBLISHED.search(value)
    return bool(marked) or _is_counted(lower) or len(set(value)) < min(4, len(value))


def is_well_known(value: str) -> bool:
    """Tell whether *value* is a password that everybody has read somewhere."""
    words = NOT_IN_WORDS.split(value[:LONGEST].lower())
    return all(word in WELL_KNOWN for word in words if word)


def looks_random(value: str, enough: float = ENOUGH) -> bool:
    """Tell whether *value* looks generated: no words, no placeholder, at least *enough* bits."""
    value = value[:LONGEST]
    if 2 * sum(map(str.isalnum, value)) < len(value):
        return False  # a regular expression, or a piece of code
    found = bits(value)
    return found >= enough and found >= RATE * len(value) and not is_placeholder(value)


def bits(value: str) -> float:
    """Estimate how many bits of choice are in a text: words have few, what a machine draws has many.

    English has one to two bits a letter (Shannon 1951). Digits and letters side by side are no words.
    """
    return sum(_part_bits(part) for part in SEPARATORS.split(value)) + len("".join(SEPARATORS.findall(value)))


def _part_bits(part: str) -> float:
    if part.isalpha() and (len(part) < 3 or not part.isascii()):
        return 1.6 * len(part)
    return sum(_run_bits(run) for run in RUN.findall(part))


def _run_bits(run: str) -> float:
    if run[0].isdecimal():
        if _is_counted(run, 3) or len(set(run)) == 1:
            return len(run)
        return 4.0 if len(run) == 4 and run[:2] in ("19", "20") else 3.3 * len(run)
    if run[0].isascii() and run[0].isalpha():
        return (1.6 if _is_word(run.lower()) else 4.7) * len(run)
    return 4.0 * len(run)


def _is_word(letters: str) -> bool:
    odd = sum(after not in FOLLOWERS[letter] for letter, after in pairwise(letters))
    return len(letters) > 2 and odd <= len(letters) // 5


def _is_counted(text: str, length: int = 6) -> bool:
    """Tell whether characters follow each other as in 123456 and abcdef, *length* of them."""
    count = 1
    for one, next_one in pairwise(text):
        count = count + 1 if ord(next_one) - ord(one) == 1 else 1
        if count == length:
            return True
    return False
