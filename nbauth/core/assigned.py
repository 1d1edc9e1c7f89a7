"""``password = "..."``: a literal value that is given to a name which is called like a credential, in any language.

    api_key = "..."    "apiKey": "..."    API_KEY=...    password: str = "..."    os.environ["TOKEN"] = "..."
    ?access_token=...  --password ...     <password>...  setenv("TOKEN", "...")   "name": "token", "value": "..."

Such names are in every program. So the value must look as if it was generated.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from .made_up import looks_random
from .secret_names import sounds_secret

__all__ = ["assigned", "named"]

WORDS = ("pass", "pwd", "secret", "token", "key", "jwt")
"""One of them is in every name that counts."""

KINDS = (
    (re.compile(r"pass(?:word|wd|phrase)?|pwd"), "password"),
    (re.compile("secret"), "secret"),
    (re.compile("token|jwt"), "token"),
    (re.compile("key"), "API key"),
)
"""What a value is, by what is in its name; the first counts."""

KEY = re.compile(r"(?:api|app|account|auth|signing|encryption|master|service|license)[_-]?key", re.IGNORECASE)
HARMLESS = re.compile(
    r"(?:page|next|continuation|cursor|sync|resume|csrf|xsrf|middleware|pad|eos|bos|unk|mask|special|public)_?token"
    r"|_(?:ids|uri|hash|digest|regex|pattern|format|len|class|suffix|field|label|title|description|hint|help|text"
    r"|message|error|env|var)$",
    re.IGNORECASE,
)
"""Tokens that let nobody in, and more names for what is about a credential."""

LONGEST_NAME = 40
"""Characters before the word that counts; what stands further left does not matter."""

# What may stand between a name and its value. Bounded or possessive throughout: linear time.
QUOTE = r"""\\{0,7}["'`]"""
GIVEN = re.compile(
    rf"""
    (?: pass | pwd | secret | token | key | jwt ) [\w-]{{0,24}}+
    (?:
        (?: {QUOTE} )?+ \]? \s{{0,10}}+
        (?: (?: :[ ]{{0,3}} [A-Za-z_] [\w.\[\]|\ ]{{0,40}}? )? (?: := | => | = )
          | (?P<colon> : )
          | ,? \s{{0,30}} (?: {QUOTE} )? value (?: {QUOTE} )? \s{{0,3}} [:=]
        )
        (?! = ) [ \t]{{0,20}}+
      | (?P<comma> {QUOTE} , ) [ \t]{{0,5}}+ (?= ["'`] )
      | (?P<tag> > )
      | (?P<option> [ \t]{{1,5}}+ )
    )
    (?: \\{{0,7}} (?P<quote> ["'`] ) )?+
    """,
    re.VERBOSE | re.IGNORECASE,
)
NAME_BEFORE = re.compile(r"[\w.-]*\Z")
NAME_AFTER = re.compile(r"[\w-]{0,30}")
END_OF_LINE = re.compile(r"""[ \t]*+(?:\Z|[\r\n"'`#\\])""")
END_OF_CALL = re.compile(r"""["'`]\s{0,5}[)\]]""")
IN_QUOTES = {quote: re.compile(rf"[^{quote}\\\n]{{6,500}}+(?=\\{{0,7}}{quote})") for quote in "\"'`"}
BARE = re.compile(r"""[^\s"'`,;:&|<>(){}\[\]\\=#]{8,500}+={0,2}+(?![(\[{=\w])""")


def assigned(text: str, folded: str) -> Iterator[tuple[str, int, int]]:
    """Yield kind, start and end of each literal credential with a name; *folded* is *text* in lower case."""
    seen: set[int] = set()
    for word in WORDS:
        at = folded.find(word)
        while at >= 0:
            # A name can have two of the words.
            if (found := _given_at(text, at)) and found[1] not in seen:
                seen.add(found[1])
                yield found
            at = folded.find(word, at + len(word))


def named(name: str) -> str | None:
    """Return what a value is that has this name, in any spelling: "password", "token", ...; None: no credential."""
    if HARMLESS.search(name) or not (sounds_secret(name) or KEY.search(name)):
        return None
    return next((kind for pattern, kind in KINDS if pattern.search(name.lower())), "secret")


def _given_at(text: str, at: int) -> tuple[str, int, int] | None:
    """Return what the name has for a value whose word that counts is at *at*."""
    head = GIVEN.match(text, at)
    if head is None:
        return None
    value = (IN_QUOTES[head["quote"]] if head["quote"] else BARE).match(text, head.end())
    if value is None:
        return None
    # In Python a colon can have a type after it, and a list of names can be a list of anything.
    if head["colon"] and not head["quote"] and not END_OF_LINE.match(text, value.end()):
        return None
    if head["comma"] and not END_OF_CALL.match(text, value.end()):
        return None
    before = text[max(0, at - LONGEST_NAME) : at]
    start = NAME_BEFORE.search(before)
    name = (start[0] if start else "") + _matched(NAME_AFTER, text, at)
    sign = before[: start.start()][-1:] if start else ""
    if (head["tag"] and sign != "<") or (head["option"] and not name.startswith("-")):
        return None
    kind = "API key" if name.lower() == "key" and sign in ("?", "&") else named(name)
    if kind is None or not looks_random(value[0], _enough(value[0], kind, bool(head["quote"]))):
        return None
    return kind, value.start(), value.end()


def _enough(value: str, kind: str, is_quoted: bool) -> float:
    """Return the bits that make *value* a credential; without quotes it is mostly another name."""
    if is_quoted:
        return 24 if kind == "password" else 32
    if not any(char.isalpha() for char in value):
        return math.inf
    return 32 if any(char.isdigit() for char in value) else 64


def _matched(pattern: re.Pattern[str], text: str, at: int) -> str:
    match = pattern.match(text, at)
    return match[0] if match else ""
