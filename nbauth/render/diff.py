"""Two exchanges side by side: why does this one work, and that one not?

`compare` finds what differs, as sections of rows; `diff_text` writes it down. A row's mark is "-" for what only the
first has, "+" for what only the second has, "~" for what both have and is not the same, and a space for the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import zip_longest

from ..core.record import Body, Exchange, Headers, Leg
from .bodies.text import body_text
from .inert import inert, short, size
from .words import challenge, outcome, status

__all__ = ["Row", "Section", "compare", "compare_headers", "compare_values", "diff_text"]

VALUE_CHARS = 400
LINE_CHARS = 200
MOST_LINES = 1000
"""Lines of a body that are compared: finding what differs takes longer than in proportion."""

CONTEXT = 2
"""Lines around a difference that are shown."""

EACH_TIME = frozenset(
    """
    date age x-request-id x-correlation-id request-id x-runtime x-response-time server-timing traceparent x-trace-id
    cf-ray x-amzn-requestid x-amz-request-id x-amz-id-2 x-amzn-trace-id x-github-request-id x-served-by x-timer
    """.split()
)
"""Headers of responses that are another at each time, and explain nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its mark, and the inert text of the first and the second exchange; None where it has none."""

    mark: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """What differs in one part of the exchanges, and what does not, in words."""

    title: str
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = field(default=())


def compare(old: Exchange, new: Exchange) -> list[Section]:
    """Return a section for each part, in the order in which one looks for a reason."""
    sections = [Section("Outcome", tuple(_facts(old, new)))]
    sections.append(Section("Request", tuple(_request(old, new))))
    first, second = _last_leg(old), _last_leg(new)
    sent = [leg.request if leg else None for leg in (first, second)]
    sections.append(compare_headers("Request headers", *(each.headers if each else () for each in sent)))
    sections.append(
        _bodies("Request body", *((each.body, each.header("content-type")) if each else None for each in sent))
    )
    sections.append(_lines("Flow", [_leg(leg) for leg in old.legs], [_leg(leg) for leg in new.legs]))
    came = [leg.response if leg else None for leg in (first, second)]
    sections.append(compare_headers("Response headers", *(each.headers if each else () for each in came)))
    sections.append(
        _bodies("Response body", *((each.body, each.header("content-type")) if each else None for each in came))
    )
    return sections


def diff_text(old: Exchange, new: Exchange) -> str:
    """Return what differs as plain text; - is of the first exchange, + of the second."""
    lines = [f"- {headline(old)}", f"+ {headline(new)}"]
    for section in compare(old, new):
        lines.append(f"\n{section.title}{': ' if section.notes else ''}{'; '.join(section.notes)}")
        for row in section.rows:
            if row.mark == " ":
                lines.append(f"    {row.old}")
                continue
            lines += [f"  {mark} {text}" for mark, text in (("-", row.old), ("+", row.new)) if text is not None]
    return "\n".join(lines)


def headline(exchange: Exchange) -> str:
    """Return one line that says which exchange it is."""
    request = exchange.request
    about = f"  {short(request.method, 20)} {short(request.url, LINE_CHARS)}" if request else ""
    return f"#{exchange.number}{about}  {outcome(exchange)}"


def _last_leg(exchange: Exchange) -> Leg | None:
    return exchange.legs[-1] if exchange.legs else None


def compare_values(name: str, old: str | None, new: str | None) -> Row:
    """Return the row of a value that has a name."""
    left, right = (f"{name}: {short(text, VALUE_CHARS)}" if text is not None else None for text in (old, new))
    if old == new:
        return Row(" ", left, right)
    return Row("~" if old is not None and new is not None else "+" if old is None else "-", left, right)


def _facts(old: Exchange, new: Exchange) -> Iterator[Row]:
    yield compare_values("status", outcome(old), outcome(new))
    if old.error or new.error:
        yield compare_values("error", old.error, new.error)
    yield compare_values("login", old.login or "none", new.login or "none")
    yield compare_values("requests", str(len(old.legs)), str(len(new.legs)))


def _request(old: Exchange, new: Exchange) -> Iterator[Row]:
    first, second = old.request, new.request
    yield compare_values("method", first.method if first else None, second.method if second else None)
    yield compare_values("URL", first.url if first else None, second.url if second else None)


def _leg(leg: Leg) -> str:
    sent = f"{leg.purpose}  {short(leg.request.method, 20)} {short(leg.request.url, LINE_CHARS)}"
    if leg.response is None:
        return f"{sent}  failed: {short(leg.error or 'no response', LINE_CHARS)}"
    asked = challenge(leg.response)
    return f"{sent}  {status(leg.response)}{f'  {asked}' if asked else ''}"


def compare_headers(title: str, old: Headers, new: Headers) -> Section:
    """Compare by name, in the order of the second; of a name that is repeated, all values together."""
    first, second = _by_name(old), _by_name(new)
    rows, same, each_time = [], [], []
    for name in dict.fromkeys([*second, *first]):
        left, right = first.get(name), second.get(name)
        if left is not None and right is not None and left[1] == right[1]:
            same.append(right[0])
        elif name in EACH_TIME:
            each_time.append((right or left or ("", ""))[0])
        else:
            shown = (right or left or ("", ""))[0]
            rows.append(compare_values(short(shown, 60), left[1] if left else None, right[1] if right else None))
    notes = [f"the same: {', '.join(short(name, 60) for name in same)}"] if same else []
    notes += [f"another each time: {', '.join(short(name, 60) for name in each_time)}"] if each_time else []
    return Section(title, tuple(rows), tuple(notes) or ("none",) if not rows else tuple(notes))


def _by_name(headers: Headers) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for name, value in headers:
        key = name.lower()
        found[key] = (name, f"{found[key][1]}, {value}" if key in found else value)
    return found


Found = tuple[Body, str | None]


def _bodies(title: str, old: Found | None, new: Found | None) -> Section:
    first, second = (found[0].content if found else b"" for found in (old, new))
    cut = [
        f"of {which} {short(found[0].note, LINE_CHARS)}"
        for which, found in (("the first", old), ("the second", new))
        if found and found[0].note
    ]
    if first == second:
        return Section(title, (), ("the same" if first else "none", *cut))
    documents = _documents(first, second)
    if documents is not None:
        return _lines(title, *documents, notes=cut)
    texts = [_text(found) for found in (old, new)]
    if texts[0] is None or texts[1] is None:
        return Section(title, (compare_values("content", *(_in_short(found) for found in (old, new))),), tuple(cut))
    return _lines(title, *(text.split("\n") if text else [] for text in texts), notes=cut)


def _documents(old: bytes, new: bytes) -> tuple[list[str], list[str]] | None:
    """Return two JSON documents as lines, members in the same order in both; None when one is none.

    Without commas: that another member follows is no difference.
    """
    commas = ("", ": ")
    try:
        shown = [
            json.dumps(json.loads(each), indent=2, sort_keys=True, separators=commas, ensure_ascii=False).split(
                "\n"
            )
            for each in (old, new)
        ]
    except (ValueError, RecursionError):
        return None
    return shown[0], shown[1]


def _text(found: Found | None) -> str | None:
    return body_text(found[0], found[1] or "") if found and found[0].content else ""


def _in_short(found: Found | None) -> str | None:
    if found is None or not found[0].content:
        return None
    body, media = found
    return f"{media or 'no type'}, {size(body.size)}, SHA-256 {sha256(body.content).hexdigest()[:16]}…"


def _lines(title: str, old: Sequence[str], new: Sequence[str], *, notes: Iterable[str] = ()) -> Section:
    """Compare line by line, with some lines around each difference."""
    if old == new:
        return Section(title, (), (("the same" if old else "none"), *notes))
    notes = [
        *notes,
        *([f"the first {MOST_LINES} lines are compared"] if max(len(old), len(new)) > MOST_LINES else []),
    ]
    left, right = ([_inert(line) for line in lines[:MOST_LINES]] for lines in (old, new))
    rows: list[Row] = []
    for group in SequenceMatcher(None, left, right).get_grouped_opcodes(CONTEXT):
        if rows:
            rows.append(Row(" ", "…", "…"))
        for kind, a, b, c, d in group:
            if kind == "equal":
                rows += [Row(" ", line, line) for line in left[a:b]]
            else:
                rows += _changed(left[a:b], right[c:d])
    return Section(title, tuple(rows), tuple(notes))


def _changed(left: Sequence[str], right: Sequence[str]) -> Iterator[Row]:
    """Yield the lines of a place that differs: those with one name ("name: value") beside each other."""
    first, second = ([line.partition(": ")[0] for line in lines] for lines in (left, right))
    for _, a, b, c, d in SequenceMatcher(None, first, second).get_opcodes():
        for before, after in zip_longest(left[a:b], right[c:d]):
            yield Row("-" if after is None else "+" if before is None else "~", before, after)


def _inert(line: str) -> str:
    shown = inert(line).replace("\t", "    ")
    return shown if len(shown) <= LINE_CHARS else f"{shown[: LINE_CHARS - 1]}…"
