"""The shapes of credentials in text: tokens that say whose they are, and places where only a credential stands.

Each shape has *gates*, short texts of which one begins it: only where one is found, the expression is tried. So
ordinary text costs a few searches, and hostile text linear time: each expression is bounded, or starts where
nothing of its own kind stands before. What says that it is made up is no find: see `made_up`.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from .assigned import assigned
from .made_up import is_placeholder, is_well_known, looks_random

__all__ = ["TELLING", "Found", "find_credentials"]


@dataclass(frozen=True, slots=True)
class Found:
    """A credential in a text: what it is, and where. Never what it says."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of credential.

    Attributes:
        gates: What it begins with, one of them; in lower case where case does not matter.
        pattern: Matches from the gate on; its group "value", else all of it, is the credential.
        is_real: Tells whether a match is more than an example.
        any_case: The gates are looked for in any case.
    """

    kind: str
    gates: tuple[str, ...]
    pattern: re.Pattern[str]
    is_real: Callable[[re.Match[str]], bool]
    any_case: bool = False


def value_of(match: re.Match[str]) -> str:
    """Return the credential of a match."""
    return match["value"] if "value" in match.re.groupindex else match[0]


def plausible(match: re.Match[str]) -> bool:
    """Tokens say what they are; only examples are sorted out."""
    return not is_placeholder(value_of(match))


def generated(match: re.Match[str]) -> bool:
    """Where words could stand as well, a credential looks generated."""
    return looks_random(value_of(match))


def session(match: re.Match[str]) -> bool:
    """Cookies hold all kinds of things; a session's is as hard to guess as a token."""
    return looks_random(value_of(match), 56)


def password(match: re.Match[str]) -> bool:
    """Where only a password stands, any will do that is not known from manuals, at a host that is no example's."""
    value = unquote(value_of(match))
    host = match.groupdict().get("host") or ""
    return not (is_placeholder(value) or is_well_known(value) or RESERVED.search(host.lower()))


def basic(match: re.Match[str]) -> bool:
    """``user:password`` in base64 (RFC 7617)."""
    try:
        pair = base64.b64decode(match["value"].rstrip("=") + "==").decode("latin-1")
    except binascii.Error:
        return False
    name, colon, secret = pair.partition(":")
    return bool(colon) and not (is_placeholder(secret) or is_well_known(secret) or CONTROL.search(name + secret))


def armored(match: re.Match[str]) -> bool:
    """A key has more than its first line (RFC 7468)."""
    return not is_placeholder(match[0][-40:])


def signed(match: re.Match[str]) -> bool:
    """A JWT's first part is JSON that names an algorithm (RFC 7515)."""
    head = match[0].partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, RecursionError):
        return False
    return isinstance(header, dict) and "alg" in header and plausible(match)


# Hosts that nobody has (RFC 2606 section 2 and 3, RFC 6761).
RESERVED = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|org|net|edu))?|test|invalid|host|server|hostname)$")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")

# Nothing of a token's own kind stands before it, but for the end of an escape: \\n, %3D, \\u0026.
ALONE = r"(?:(?<![A-Za-z0-9_-])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2})|(?<=\\u[0-9a-fA-F]{4}))"
END = r"(?![A-Za-z0-9_-])"
QUOTE = r"""(?:\\{0,7}["'`])"""
GIVEN = (
    rf"""(?:{QUOTE}?\]?\s{{0,5}}(?:=>|[:=]|,\s{{0,30}}{QUOTE}?value{QUOTE}?\s{{0,3}}[:=])\s{{0,5}}+(?:[fbr]?{QUOTE})?+"""
    rf"""|{QUOTE},\s{{0,9}}+[fbr]?{QUOTE})"""
)


def token(kind: str, gates: str, pattern: str) -> Shape:
    """Return a shape that stands alone and begins with one of the gates."""
    return Shape(kind, tuple(gates.split()), re.compile(f"{ALONE}(?:{pattern}){END}", re.ASCII), plausible)


def place(kind: str, gates: str, pattern: str, is_real: Callable[[re.Match[str]], bool] = generated) -> Shape:
    """Return a shape that is a place: a header, a URL, a command."""
    return Shape(kind, tuple(gates.split(",")), re.compile(pattern, re.IGNORECASE | re.VERBOSE), is_real, True)


SHAPES = (
    token("GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"gh[pousr]_[A-Za-z0-9]{36,255}"),
    token("GitHub token", "github_pat_", r"github_pat_\w{40,255}"),
    token("GitLab token", "glpat- gldt- glrt- glptt- glsoat-", r"gl(?:pat|dt|rt|ptt|soat)-[\w.-]{19,300}[\w-]"),
    token("Slack token", "xox", r"xox[a-z]-[A-Za-z0-9-]{20,255}"),
    token("Slack token", "xapp-", r"xapp-\d-[A-Za-z0-9-]{20,255}"),
    token("AWS access key", "AKIA ASIA", r"A[KS]IA[A-Z2-7]{16}"),
    token("Google API key", "AIza", r"AIza[\w-]{35}"),
    token("Google access token", "ya29.", r"(?<!\.)ya29\.(?:[\w-]|\.(?=[\w-])){20,2000}+"),
    token("Google client secret", "GOCSPX-", r"GOCSPX-[\w-]{28}"),
    token("Stripe key", "sk_live_ rk_live_", r"[sr]k_live_[A-Za-z0-9]{16,255}"),
    token("Anthropic key", "sk-ant-", r"sk-ant-[a-z]+\d\d-[\w-]{24,255}"),
    Shape(
        "OpenAI key",
        ("sk-",),
        re.compile(rf"{ALONE}sk-(?:[a-z]{{2,8}}-(?:v\d-)?)?[A-Za-z0-9_-]{{20,255}}{END}"),
        generated,
    ),
    token("Hugging Face token", "hf_", r"hf_[A-Za-z0-9]{34,64}"),
    token("npm token", "npm_", r"npm_[A-Za-z0-9]{36}"),
    token("PyPI token", "pypi-", r"pypi-AgE[\w-]{50,1000}"),
    token("Databricks token", "dapi", r"dapi[0-9a-f]{32}(?:-\d)?"),
    token("SendGrid key", "SG.", r"SG\.[\w-]{16,32}\.[\w-]{32,64}"),
    token("DigitalOcean token", "dop_v1_", r"dop_v1_[0-9a-f]{64}"),
    token("Slack webhook", "hooks.slack.com/", r"hooks\.slack\.com/services/T\w{8,12}/B\w{8,12}/\w{20,32}"),
    Shape(
        "JSON Web Token",
        ("eyJ",),
        re.compile(ALONE + r"(?<!\.)eyJ[\w-]{10,2000}+\.[\w-]{10,8000}+\.[\w-]{10,2000}+", re.ASCII),
        signed,
    ),
    Shape(
        "private key",
        ("-----BEGIN ",),
        re.compile(
            r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
            r"(?:\\{1,7}[nr]|[\s\"'+,])*+(?:[A-Z][\w-]{1,20}: [^\n\\]{0,80}(?:\\{1,7}[nr]|\s)++){0,4}"
            r"[A-Za-z0-9+/]{40}"
        ),
        armored,
    ),
    Shape(
        "Azure storage key",
        ("AccountKey=",),
        re.compile(r"AccountKey=(?P<value>[A-Za-z0-9+/]{86}==)"),
        plausible,
    ),
    Shape(
        "Azure signature",
        ("?sig=", "&sig=", "&amp;sig="),
        re.compile(r"(?:\?|&|&amp;)sig=(?P<value>[A-Za-z0-9%+/]{43,90}(?:%3[Dd]|=))"),
        plausible,
    ),
    place("Kaggle key", '"username":', r""""username":\s?"[^"]{1,80}",\s?"key":\s?"(?P<value>[0-9a-f]{32})\""""),
    place(
        "Weights & Biases key", "wandb.login(", r"""wandb\.login\([^)\n]{0,80}?["'](?P<value>[0-9a-f]{40})["']"""
    ),
    place(
        "Basic credentials",
        "auth",
        rf"authorization{GIVEN}basic\s{{1,5}}(?P<value>[A-Za-z0-9+/_-]{{4,2000}}+={{0,2}})",
        basic,
    ),
    place(
        "Authorization header",
        "auth",
        rf"authorization{GIVEN}(?!basic\s|digest\s)(?:[a-z][\w-]{{0,30}}\s{{1,5}})?"
        r"""(?P<value>[^\s"'`,;<>\\]{10,1000}+)""",
    ),
    place(
        "cookie",
        "cookie",
        rf"""cookie{GIVEN}(?:[\w.-]{{1,60}}=[^;\s"']{{0,15}};[ ]?){{0,20}}"""
        r"""[\w.-]{1,60}=(?P<value>[^;\s"'\\]{16,1000}+)""",
        session,
    ),
    place(
        "password in a URL",
        "://",
        r"""://[^\s/?\#:@"'`<>\\]{0,200}:(?P<value>[^\s/?\#@"'`<>\\]{4,500})@(?P<host>[^\s/:?\#"'`<>\\,)]{1,253})""",
        password,
    ),
    place(
        "password for curl",
        "curl ",
        r"""curl(?=\s)[^\n]{0,300}?\s(?:-u|--user)[\s=]{0,3}["']?[^\s:"']{1,200}:(?P<value>[^\s"']{4,500})""",
        password,
    ),
    place(
        "password in a netrc entry",
        "machine,default ",
        r"""(?<![^\s"'])(?:machine\s{1,9}(?P<host>\S{1,253})|default)\s{1,9}(?:login|user)\s{1,9}\S{1,200}\s{1,9}"""
        r"""(?:account\s{1,9}\S{1,200}\s{1,9})?password\s{1,9}"?(?P<value>(?<=")[^"\\\n]{4,500}|[^\s"\\]{4,500})""",
        password,
    ),
    place(
        "password in code",
        "auth",
        rf"""(?<!key)auth(?:\s?=\s?)?\(\s{{0,20}}{QUOTE}[^\s"'`\\]{{1,200}}{QUOTE}\s{{0,9}},\s{{0,20}}{QUOTE}(?P<value>[^"'`\\\n]{{4,500}}){QUOTE}""",
        password,
    ),
    place(
        "token in code",
        "auth",
        rf"""(?:(?<=bearer)|(?<=key)|(?<=token))auth\(\s{{0,20}}(?:\w{{1,30}}=)?{QUOTE}(?P<value>[^"'`\\\n]{{8,2000}}){QUOTE}""",
    ),
)
"""Those that say most come first: of two that stand in one place, the first counts."""

TELLING = frozenset(shape.kind for shape in SHAPES if not shape.any_case)
"""Kinds that say by themselves what they are; the others are where a credential would stand."""


def by_gate(any_case: bool) -> dict[str, tuple[tuple[int, Shape], ...]]:
    """Return the shapes by their gates, with their ranks: each gate is looked for once."""
    gates: dict[str, list[tuple[int, Shape]]] = {}
    for rank, shape in enumerate(SHAPES):
        for gate in shape.gates if shape.any_case == any_case else ():
            gates.setdefault(gate, []).append((rank, shape))
    return {gate: tuple(shapes) for gate, shapes in gates.items()}


EXACT, FOLDED = by_gate(False), by_gate(True)


def find_credentials(text: str) -> Iterator[Found]:
    """Yield the credentials in *text* from left to right; they do not overlap. Linear in time, never raises."""
    # In lower case, of ASCII only: all characters stay where they are.
    folded = text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")
    found: list[tuple[int, int, int, str]] = []
    for searched, gates in ((text, EXACT), (folded, FOLDED)):
        for gate, shapes in gates.items():
            at = searched.find(gate)
            while at >= 0:
                found += _matches(shapes, text, at)
                at = searched.find(gate, at + len(gate))
    found += ((start, len(SHAPES), end, kind) for kind, start, end in assigned(text, folded))
    done = 0
    for start, _, end, kind in sorted(found):
        if start >= done:
            yield Found(kind, start, end)
            done = end


def _matches(shapes: tuple[tuple[int, Shape], ...], text: str, at: int) -> Iterator[tuple[int, int, int, str]]:
    for rank, shape in shapes:
        match = shape.pattern.match(text, at)
        if match and shape.is_real(match):
            start, end = match.span("value" if "value" in match.re.groupindex else 0)
            yield start, rank, end, shape.kind
