"""What the panels read of a record: credentials, forms, JSON, names in braces, times."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ...core.record import Leg, RequestRecord, ResponseRecord

__all__ = [
    "authorization",
    "form",
    "granted",
    "in_clear",
    "is_known",
    "json_of",
    "lasting",
    "moment",
    "owner",
    "placeholder",
    "query",
    "text_in",
]

PLACEHOLDER = re.compile(r"\{\{([A-Za-z_]\w*)\}\}", re.ASCII)
MOST_FIELDS = 200
LONGEST = 100_000
YEAR_10000 = 253_402_300_800.0

Pairs = dict[str, str]


def authorization(request: RequestRecord) -> tuple[str, str]:
    """Return the scheme, in lower case, and the rest of the Authorization header; both empty without one."""
    scheme, _, rest = (request.header("authorization") or "").strip().partition(" ")
    return scheme.lower(), rest.strip()


def form(request: RequestRecord) -> Pairs:
    """Return the fields of a form; none of another body, or of one that is not all there."""
    if not (request.header("content-type") or "").lower().startswith("application/x-www-form-urlencoded"):
        return {}
    return _pairs(request.body.content[:LONGEST].decode("utf-8", "replace"))


def query(url: str) -> Pairs:
    """Return the parameters of a URL's query."""
    try:
        return _pairs(urlsplit(url).query)
    except ValueError:
        return {}


def _pairs(text: str) -> Pairs:
    try:
        found = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    pairs: Pairs = {}
    for name, value in found:
        pairs.setdefault(name, value)
    return pairs


def json_of(response: ResponseRecord | None) -> dict[str, Any]:
    """Return the members of a JSON object; none of another body, or of one that is not all there."""
    if response is None or response.body.note:
        return {}
    try:
        found = json.loads(response.body.content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def text_in(found: dict[str, Any], name: str) -> str:
    """Return a member that is a text, or nothing."""
    value = found.get(name)
    return value if isinstance(value, str) else ""


def granted(leg: Leg) -> dict[str, Any]:
    """Return what a token endpoint has granted with this leg; nothing where it has not."""
    return json_of(leg.response) if leg.is_of_flow and leg.status == 200 else {}


def placeholder(text: str) -> str:
    """Return the name in braces that *text* is, without them; nothing where it is something else."""
    found = PLACEHOLDER.fullmatch(text)
    return found[1] if found else ""


def owner(text: str, place: str) -> str:
    """Return the {{name}} of another secret of the same login: of {{api_proof}}, {{api_password}}."""
    found = PLACEHOLDER.search(text)
    stem = found[1].rpartition("_")[0] if found else ""
    return f"{{{{{stem}_{place}}}}}" if stem else f"{{{{{place}}}}}"


def is_known(text: str, literal: tuple[str, ...] = ()) -> bool:
    """Tell whether *text* is as on the wire: no name stands in it for a value."""
    return all(found[1] in literal for found in PLACEHOLDER.finditer(text))


def in_clear(url: str) -> str:
    """Return the host that a URL reaches over plain http on the way through a network; nothing otherwise."""
    try:
        parts = urlsplit(url)
        name = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme != "http" or name == "localhost" or name.endswith(".localhost"):
        return ""
    try:
        return "" if ip_address(name).is_loopback else name
    except ValueError:
        return name


def moment(seconds: float) -> str:
    """Return a time in words: 2026-11-28 07:00:00 UTC."""
    if not 0 < seconds < YEAR_10000:
        return "no time that a date has"
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"


def lasting(seconds: float) -> str:
    """Return a duration in words: 45 s, 10 min, 2 h, 3 days; what is left over is dropped."""
    for least, unit, name in ((172_800, 86_400, "days"), (7200, 3600, "h"), (120, 60, "min")):
        if seconds >= least:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds:.0f} s"
