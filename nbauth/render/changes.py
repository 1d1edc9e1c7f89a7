"""What changed in a flow from one request to the next of its kind: that is the scheme's whole work."""

from __future__ import annotations

from ..core.record import Exchange, Leg
from .diff import Row, compare_headers, compare_values
from .inert import size

__all__ = ["before", "changes"]


def before(exchange: Exchange, at: int) -> int | None:
    """Return the index of the leg that the one at *at* is compared with, or None for the first of its kind.

    A request is compared with the request before it; what the flow sends for itself, with the last one of the same
    purpose: a poll with a poll, and not with the request that it is for.
    """
    leg = exchange.legs[at]
    kind = _kind(leg)
    return next((index for index in range(at - 1, -1, -1) if _kind(exchange.legs[index]) == kind), None)


def changes(old: Leg, new: Leg) -> list[Row]:
    """Return what differs between two requests: method, URL, headers and body; empty where nothing does."""
    left, right = old.request, new.request
    rows = [
        compare_values("method", left.method, right.method),
        compare_values("URL", left.url, right.url),
        *compare_headers("", left.headers, right.headers).rows,
    ]
    if left.body.content != right.body.content or left.body.size != right.body.size:
        rows.append(Row("~", *(f"body: {size(each.body.size)}" for each in (left, right))))
    return [row for row in rows if row.mark != " "]


def _kind(leg: Leg) -> tuple[str, str]:
    return (leg.purpose if leg.is_of_flow else ""), leg.by
